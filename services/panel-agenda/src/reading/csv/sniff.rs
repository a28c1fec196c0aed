//! Which byte parts the cells, and in which row the headings are.

use super::{Charset, Csv};
use crate::{
    domain::{
        extract::Row,
        layout::{Headings, HeadingsRefused, Layout},
    },
    reading::{ROWS_ABOVE_HEADINGS, Refused},
};

/// The headings of a csv.
pub(super) struct Found {
    pub(super) delimiter: u8,
    /// The number of their row.
    pub(super) row: u32,
    pub(super) headings: Headings,
}

/// Finds the headings in the beginning of a file. If there are none, the refusal is about the row that comes closest.
pub(super) fn headings(
    beginning: &[u8],
    charset: Charset,
    longest: usize,
    layout: &Layout,
) -> Result<Found, Refused> {
    let mut closest: Option<HeadingsRefused> = None;
    for delimiter in [b',', b';'] {
        let mut csv = Csv::new(beginning, beginning.len() + 1, delimiter, longest);
        csv.charset = charset;
        let mut row = Row::default();
        while csv.number <= ROWS_ABOVE_HEADINGS && csv.next(&mut row).unwrap_or(false) {
            match layout.headings(&row) {
                Ok(headings) => return Ok(Found { delimiter, row: csv.number, headings }),
                Err(refused) => {
                    let nearer = closest.as_ref().is_none_or(|best| refused.distance() < best.distance());
                    closest = if nearer { Some(refused) } else { closest };
                }
            }
        }
    }
    Err(Refused::Headings(closest.unwrap_or_else(|| layout.no_headings())))
}
