//! Where somebody who watches stands, as "epoch:position".

use fault::{Reason, Refusal};
use std::fmt;

/// A place among the notifications, in the epoch in which positions mean what they say: a restore begins a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// As the feed of this service names it.
    pub epoch: String,
    /// After the notification at this position.
    pub position: i64,
}

impl Place {
    /// Reads a cursor that this service once gave; none for the empty one. Refused with `CURSOR_MALFORMED`.
    pub fn parse(raw: &str) -> Result<Option<Self>, Refusal> {
        if raw.is_empty() {
            return Ok(None);
        }
        let parts = raw.split_once(':').and_then(|(epoch, position)| Some((epoch, position.parse().ok()?)));
        match parts {
            Some((epoch, position)) if !epoch.is_empty() && position >= 0 => {
                Ok(Some(Self { epoch: epoch.to_owned(), position }))
            }
            _ => Err(Refusal::new(Reason::CursorMalformed, "it is not a cursor that this stream gave out")),
        }
    }

    /// The position, if it is one of this epoch. Refused with `CURSOR_FOREIGN`.
    pub fn position_in(&self, epoch: &str) -> Result<i64, Refusal> {
        let foreign = || Refusal::new(Reason::CursorForeign, "the cursor is of another epoch: begin again");
        if self.epoch == epoch { Ok(self.position) } else { Err(foreign()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.epoch, self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_what_it_wrote() {
        let place = Place { epoch: "0a1b2c".into(), position: 42 };
        assert_eq!(Place::parse(&place.to_string()).unwrap(), Some(place.clone()));
        assert_eq!(Place::parse("").unwrap(), None);
        assert_eq!(place.position_in("0a1b2c").unwrap(), 42);
        assert_eq!(place.position_in("other").unwrap_err().reason, Reason::CursorForeign);
    }

    #[test]
    fn what_no_stream_gave_out_is_malformed() {
        for raw in ["42", ":42", "e:", "e:-1", "e:1:2", "e:1x", "e: 1"] {
            assert_eq!(Place::parse(raw).unwrap_err().reason, Reason::CursorMalformed, "{raw}");
        }
    }
}
