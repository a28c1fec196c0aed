//! Unpacking a part, counted and checked against what the directory says of it.

use super::archive::Entry;
use crate::reading::Refused;
use flate2::{Crc, read::DeflateDecoder};
use std::io::{self, BufReader, Read, Take};

/// A part that is unpacked while it is read.
pub(super) type Part<R> = BufReader<Unpack<R>>;

/// Gives no byte more than the directory says, and none less.
pub(super) struct Unpack<R> {
    packed: Packed<R>,
    said: Entry,
    given: u64,
    crc: Crc,
}

enum Packed<R> {
    Stored(Take<R>),
    Deflated(DeflateDecoder<Take<R>>),
}

impl<R: Read> Unpack<R> {
    /// Of a source that stands at the part's first byte and ends at its last.
    pub(super) fn new(packed: Take<R>, said: Entry) -> Self {
        let packed = if said.deflated {
            Packed::Deflated(DeflateDecoder::new(packed))
        } else {
            Packed::Stored(packed)
        };
        Self { packed, said, given: 0, crc: Crc::new() }
    }
}

impl<R> Unpack<R> {
    /// How many bytes were given, and how many there are.
    pub(super) fn unpacked(&self) -> (u64, u64) {
        (self.given, self.said.unpacked)
    }
}

impl<R: Read> Read for Unpack<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packed {
            Packed::Stored(stored) => stored.read(buffer)?,
            Packed::Deflated(deflated) => deflated.read(buffer)?,
        };
        self.given += read as u64;
        self.crc.update(&buffer[..read]);
        if self.given > self.said.unpacked {
            return Err(Refused::Damaged("a part is larger than it says").into());
        }
        let ended = read == 0 && !buffer.is_empty();
        if ended && (self.given < self.said.unpacked || self.crc.sum() != self.said.crc) {
            return Err(Refused::Damaged("a part is not what it says").into());
        }
        Ok(read)
    }
}
