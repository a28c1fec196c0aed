//! Which headers end at the gateway.

use http::HeaderMap;
use http::header::{
    CONNECTION, HOST, HeaderName, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRANSFER_ENCODING, UPGRADE,
};

const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
const PROXY_CONNECTION: HeaderName = HeaderName::from_static("proxy-connection");

/// Takes away what concerns one connection only (RFC 9110, 7.6.1), and whatever `connection` names beside it.
/// `trailer` stays: it announces what gRPC ends with.
pub(crate) fn without_hop_by_hop(headers: &mut HeaderMap) {
    for named in named_by_connection(headers) {
        headers.remove(named);
    }
    for name in [
        CONNECTION,
        KEEP_ALIVE,
        PROXY_AUTHENTICATE,
        PROXY_AUTHORIZATION,
        PROXY_CONNECTION,
        TE,
        TRANSFER_ENCODING,
        UPGRADE,
    ] {
        headers.remove(name);
    }
}

/// The same for a request, which gets the one that gRPC demands of each hop: `te: trailers`.
pub(crate) fn for_the_next_hop(headers: &mut HeaderMap) {
    without_hop_by_hop(headers);
    headers.remove(HOST);
    headers.insert(TE, http::HeaderValue::from_static("trailers"));
}

fn named_by_connection(headers: &HeaderMap) -> Vec<HeaderName> {
    let values = headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(|name| name.trim().parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let name = |name: &'static str| HeaderName::from_static(name);
        pairs.iter().map(|(key, value)| (name(key), value.parse().unwrap())).collect()
    }

    #[test]
    fn what_concerns_one_connection_goes_no_further() {
        let mut given = headers(&[
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("keep-alive", "5"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("proxy-authorization", "secret"),
        ]);
        without_hop_by_hop(&mut given);
        assert!(given.is_empty(), "{given:?}");
    }

    #[test]
    fn what_is_said_from_end_to_end_travels() {
        let said = [
            ("authorization", "Bearer x"),
            ("grpc-timeout", "5S"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("grpc-encoding", "gzip"),
            ("grpc-accept-encoding", "gzip,zstd"),
            ("x-anything-bin", "AAE"),
            ("trailer", "grpc-status"),
        ];
        let mut given = headers(&said);
        for_the_next_hop(&mut given);
        assert_eq!(given.remove(TE).unwrap(), "trailers");
        assert_eq!(given, headers(&said));
    }
}
