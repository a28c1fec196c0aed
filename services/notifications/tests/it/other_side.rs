//! The other side of every channel: the council's mail server, GOV.UK Notify, and other systems.

use crate::council::Council;
use crate::gov_notify::{EMAIL_TEMPLATE, GovNotify, SMS_TEMPLATE};
use crate::post_office::PostOffice;
use crate::receiver::Receiver;
use calendar::Clock;
use runtime::settings::{Notify, Outside, Smtp};
use std::path::PathBuf;

/// By what e-mail goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    Smtp,
    Notify,
}

/// All of them.
pub struct OtherSide {
    pub office: PostOffice,
    pub notify: GovNotify,
    pub receiver: Receiver,
}

/// How a council reaches people over there.
pub struct Ways {
    mail: Mail,
    /// The kind of which text messages tell.
    sms_kind: &'static str,
    smtp_port: u16,
    notify_port: u16,
    authority: PathBuf,
}

impl OtherSide {
    pub async fn start() -> Self {
        let (office, receiver) = (PostOffice::start().await, Receiver::start().await);
        let notify = GovNotify::start(Clock::default()).await;
        Self { office, notify, receiver }
    }

    /// Straight to them: e-mail so, and text messages of this kind.
    pub fn ways(&self, mail: Mail, sms_kind: &'static str) -> Ways {
        let (smtp_port, notify_port) = (self.office.port, self.notify.port());
        Ways { mail, sms_kind, smtp_port, notify_port, authority: self.office.authority.clone() }
    }

    /// A council on so many replicas that goes these ways, and by other settings besides; Notify's clock shows what the council's does.
    pub async fn council(&self, replicas: usize, ways: Ways, change: impl FnOnce(&mut Outside)) -> Council {
        let set = move |outside: &mut Outside| {
            ways.set(outside);
            change(outside);
        };
        let council = Council::with(replicas, set).await;
        self.notify.clock().set(council.clock().now());
        council
    }
}

impl Ways {
    /// Over other ports, from which lines lead to them.
    pub fn over(self, smtp_port: u16, notify_port: u16) -> Self {
        Self { smtp_port, notify_port, ..self }
    }

    fn set(self, outside: &mut Outside) {
        outside.authority = Some(self.authority);
        outside.smtp = (self.mail == Mail::Smtp).then(|| mail_server(self.smtp_port));
        outside.notify = Some(Notify {
            email_template: (self.mail == Mail::Notify).then(|| EMAIL_TEMPLATE.into()),
            sms_template: Some(SMS_TEMPLATE.into()),
            sms_kinds: vec![self.sms_kind.into()],
            ..account(format!("http://127.0.0.1:{}", self.notify_port))
        });
    }
}

/// The mail server at this port.
pub fn mail_server(port: u16) -> Smtp {
    let (host, from) = ("localhost".to_owned(), "permanence@council.test".to_owned());
    Smtp { host, port, from, ..Smtp::default() }
}

/// The council's account at Notify, without templates.
pub fn account(url: String) -> Notify {
    Notify { url, key: Some(GovNotify::key().into()), ..Notify::default() }
}
