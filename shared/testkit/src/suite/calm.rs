//! Nothing that is tested panics: a call that does ends with a broken connection, which looks like an answer that was lost, and an
//! event at which a consumer does looks like one that cannot be read.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::panicking;

static WATCHED: Once = Once::new();
static PANICKED_AT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Fails the test that holds it if anything but a test has panicked.
pub(super) struct Calm(());

impl Calm {
    pub(super) fn watched() -> Self {
        WATCHED.call_once(|| {
            let tell = take_hook();
            set_hook(Box::new(move |panicked| {
                note(panicked);
                tell(panicked);
            }));
        });
        Self(())
    }
}

impl Drop for Calm {
    fn drop(&mut self) {
        if !panicking() {
            let places = places().clone();
            assert!(places.is_empty(), "what is tested has panicked at {places:?}");
        }
    }
}

/// What a test expects of itself it panics over by right.
fn note(panicked: &PanicHookInfo<'_>) {
    let place = panicked.location().map(ToString::to_string).unwrap_or_default();
    if !["tests/", "shared/testkit/"].iter().any(|of_tests| place.contains(of_tests)) {
        places().push(place);
    }
}

fn places() -> MutexGuard<'static, Vec<String>> {
    PANICKED_AT.lock().unwrap_or_else(PoisonError::into_inner)
}
