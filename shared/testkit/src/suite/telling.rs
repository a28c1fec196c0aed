use runtime::{
    observe::{self, Telemetry},
    settings::Observe,
};
use std::sync::OnceLock;

static TELLING: OnceLock<Telemetry> = OnceLock::new();

/// Gives every call a trace, as in earnest. Lines are written only where `RUST_LOG` asks for them.
pub(super) fn begin() {
    TELLING.get_or_init(|| {
        let log = std::env::var("RUST_LOG").unwrap_or_else(|_| "off".into());
        observe::start(&Observe { log, otlp_endpoint: None }, "tests").expect("to tell what happens")
    });
}
