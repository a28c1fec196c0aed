//! Which addresses a webhook may lie at: public ones, and private ones that the deployment allows. A name is asked for its
//! addresses each time, so it is the address that counts, not what the name said when the webhook was created.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

const LONGEST_URL: usize = 2000;

/// The private networks that the deployment allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach(pub Vec<IpNet>);

impl Reach {
    /// Whether it may be called, with TLS or without. Without TLS only what the deployment allows by name.
    pub fn allows(&self, address: IpAddr, with_tls: bool) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address)) || (with_tls && is_public(address))
    }

    /// The URL of a webhook; or what is wrong with it, for whoever wants it.
    pub fn url(&self, raw: &str) -> Result<Url, &'static str> {
        let url = Url::parse(raw).map_err(|_| "is not a URL")?;
        let with_tls = match url.scheme() {
            "https" => true,
            "http" if !self.0.is_empty() => false,
            _ => return Err("does not begin with https://"),
        };
        if raw.len() > LONGEST_URL {
            return Err("has more than 2000 bytes");
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("holds a user, a password or a fragment");
        }
        match address_in(&url) {
            Some(address) if !self.allows(address, with_tls) => Err("is an address that is not allowed"),
            Some(_) | None => Ok(url),
        }
    }
}

/// The address in a URL that names one instead of a host: no name is looked up then.
pub fn address_in(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        Host::Domain(_) => None,
    }
}

/// Whether an address is one of the Internet's at large, and none that leads into some network, to this machine, to many
/// machines, or to nowhere.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let benchmarking = first == 198 && (second == 18 || second == 19);
    let protocols = (first, second, third) == (192, 0, 0) || (first, second, third) == (192, 88, 99);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || shared
        || benchmarking
        || protocols
        || first == 0
        || first >= 240)
}

/// Only 2000::/3 is given out for the Internet; of that not what wraps an IPv4 address or is there for documents.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let given_out = first & 0xe000 == 0x2000;
    let teredo_and_the_like = first == 0x2001 && second < 0x0200;
    let documentation = (first == 0x2001 && second == 0x0db8) || first == 0x3fff;
    let six_to_four = first == 0x2002;
    given_out && !teredo_and_the_like && !documentation && !six_to_four
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(reach: &Reach, address: &str, with_tls: bool) -> bool {
        reach.allows(address.parse().unwrap(), with_tls)
    }

    #[test]
    fn only_the_internet_at_large_is_called_unless_a_network_is_allowed() {
        let reach = Reach::default();
        for public in ["51.140.1.2", "2a01:4f8::1", "172.32.0.1", "100.128.0.1"] {
            assert!(allows(&reach, public, true), "{public}");
            assert!(!allows(&reach, public, false), "{public} without TLS");
        }
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!allows(&reach, private, true), "{private}");
        }
    }

    #[test]
    fn what_the_deployment_allows_may_do_without_tls_and_nothing_beside_it() {
        let reach = Reach(vec!["10.20.0.0/16".parse().unwrap()]);
        assert!(allows(&reach, "10.20.3.4", false) && allows(&reach, "10.20.3.4", true));
        assert!(allows(&reach, "::ffff:10.20.3.4", false));
        assert!(!allows(&reach, "10.21.0.1", true) && !allows(&reach, "127.0.0.1", true));
    }

    #[test]
    fn a_url_is_refused_for_what_is_wrong_with_it() {
        let inside = Reach(vec!["10.20.0.0/16".parse().unwrap()]);
        for (reach, raw, refused) in [
            (&Reach::default(), "https://hooks.example.gov.uk/in?x=1", false),
            (&Reach::default(), "https://51.140.1.2:8443/", false),
            (&inside, "http://10.20.1.1/in", false),
            (&inside, "http://records.council.internal/in", false),
            (&Reach::default(), "http://hooks.example.gov.uk/in", true),
            (&Reach::default(), "https://127.0.0.1/", true),
            (&Reach::default(), "https://[::1]/", true),
            (&Reach::default(), "https://2130706433/", true),
            (&Reach::default(), "https://0x7f.1/", true),
            (&inside, "http://51.140.1.2/in", true),
            (&inside, "https://user:word@hooks.example.gov.uk/", true),
            (&inside, "https://hooks.example.gov.uk/#top", true),
            (&inside, "ftp://hooks.example.gov.uk/", true),
            (&inside, "hooks", true),
            (&inside, "", true),
        ] {
            assert_eq!(reach.url(raw).is_err(), refused, "{raw}");
        }
        let long = format!("https://hooks.example.gov.uk/{}", "x".repeat(2000));
        assert!(Reach::default().url(&long).is_err());
    }
}
