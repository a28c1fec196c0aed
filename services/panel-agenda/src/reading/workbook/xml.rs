//! XML in bounded memory: no token, no nesting and no entity is larger than a workbook needs.

use crate::reading::Refused;
use quick_xml::{Reader, events::BytesRef, events::BytesStart, events::Event};
use std::io::{self, BufRead, Read};

/// An XML document that is read event by event.
pub(super) struct Xml<R> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    depth: u32,
}

/// Counts what is read of one token.
struct Bounded<R> {
    inner: R,
    used: usize,
}

const LONGEST_TOKEN: usize = 1 << 20;
const DEEPEST: u32 = 64;

impl<R: BufRead> Xml<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { reader: Reader::from_reader(Bounded { inner, used: 0 }), buffer: Vec::new(), depth: 0 }
    }

    /// Where it is read from.
    pub(super) fn source(&self) -> &R {
        &self.reader.get_ref().inner
    }

    /// The next event.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Refused> {
        self.reader.get_mut().used = 0;
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(refused)?;
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::DocType(_) => return Err(Refused::Damaged("it defines its own entities")),
            _ => {}
        }
        if self.depth > DEEPEST {
            return Err(Refused::Damaged("it is nested too deeply"));
        }
        Ok(event)
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.used += read;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used > LONGEST_TOKEN {
            return Err(Refused::Damaged("a piece of it is too long").into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.used += amount;
        self.inner.consume(amount);
    }
}

/// An attribute's value.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Result<Option<String>, Refused> {
    let found = element.try_get_attribute(name).map_err(|_| NOT_XML)?;
    Ok(found.map(|attribute| attribute.value.into_owned()))
}

/// What a reference stands for: a character by its number, or one of the five that XML defines.
pub(super) fn referred(reference: &BytesRef) -> Result<char, Refused> {
    if let Some(char) = reference.resolve_char_ref().map_err(refused)? {
        return Ok(char);
    }
    match reference.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(NOT_XML),
    }
}

pub(super) const NOT_XML: Refused = Refused::Damaged("a part is no well-formed XML");

fn refused(error: quick_xml::Error) -> Refused {
    match error {
        quick_xml::Error::Io(shared) => match std::sync::Arc::try_unwrap(shared) {
            Ok(error) => error.into(),
            Err(shared) => Refused::Unavailable(shared.kind().into()),
        },
        _ => NOT_XML,
    }
}
