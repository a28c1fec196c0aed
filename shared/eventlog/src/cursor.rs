//! Where a reader stands, as "epoch:position".

use fault::{Fault, Reason, Refusal};
use std::{fmt, sync::Arc};

/// A place in a feed: after the event at `position`, in the epoch in which positions mean what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) epoch: Arc<str>,
    pub(crate) position: i64,
}

impl Cursor {
    /// Reads a cursor that this feed once gave; `None` for the empty one, before the first event. Refused with
    /// `CURSOR_MALFORMED`.
    pub(crate) fn parse(raw: &str) -> Result<Option<Self>, Fault> {
        if raw.is_empty() {
            return Ok(None);
        }
        let parts = raw.split_once(':').and_then(|(epoch, position)| Some((epoch, position.parse().ok()?)));
        match parts {
            Some((epoch, position)) if !epoch.is_empty() && position >= 0 => {
                Ok(Some(Self { epoch: epoch.into(), position }))
            }
            _ => {
                Err(Refusal::new(Reason::CursorMalformed, "it is not a cursor that this feed gave out")
                    .into())
            }
        }
    }

    /// The same epoch, another position.
    pub(crate) fn at(&self, position: i64) -> Self {
        Self { epoch: self.epoch.clone(), position }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.epoch, self.position)
    }
}

/// `CURSOR_FOREIGN`: positions of another epoch say nothing about this one.
pub(crate) fn foreign() -> Fault {
    Refusal::new(Reason::CursorForeign, "the cursor is of another epoch: subscribe from the first event")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_wrote() {
        let cursor = Cursor { epoch: "0a1b2c3d4e5f".into(), position: 42 };
        assert_eq!(Cursor::parse(&cursor.to_string()).unwrap(), Some(cursor));
        assert_eq!(Cursor::parse("").unwrap(), None);
    }

    #[test]
    fn what_no_feed_gave_out_is_malformed() {
        for raw in ["42", ":42", "e:", "e:-1", "e:1:2", "e:1x", "e: 1"] {
            assert_eq!(Cursor::parse(raw).unwrap_err().reason(), Reason::CursorMalformed, "{raw}");
        }
    }
}
