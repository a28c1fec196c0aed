//! csv: comma or semicolon, UTF-8 with or without BOM or Windows-1252, in a buffer of a fixed size.

mod charset;
mod quoted;
mod sniff;

use super::{Limits, Refused};
use crate::domain::{
    extract::Row,
    layout::{Headings, Layout},
};
use charset::Charset;
use quoted::Quoted;
use std::io::Read;

/// A csv file that is read row by row.
pub(super) struct Csv<R> {
    source: R,
    buffer: Box<[u8]>,
    /// What of the buffer is not read yet.
    unread: std::ops::Range<usize>,
    at_end: bool,
    charset: Charset,
    delimiter: u8,
    number: u32,
    longest: usize,
    quoted: Option<Box<Quoted>>,
    filled: u64,
}

const BUFFER: usize = 256 << 10;
const BOM: &[u8] = b"\xef\xbb\xbf";

impl<R: Read> Csv<R> {
    /// Finds out how the file is written, and reads to below its headings.
    pub(super) fn open(source: R, layout: &Layout, limits: Limits) -> Result<(Self, Headings), Refused> {
        let longest = limits.row.min(BUFFER / 2);
        let mut csv = Self::new(source, BUFFER, b',', longest);
        csv.fill()?;
        let has_bom = csv.buffer[csv.unread.clone()].starts_with(BOM);
        csv.charset = Charset::new(has_bom);
        csv.unread.start += if has_bom { BOM.len() } else { 0 };
        let found = sniff::headings(&csv.buffer[csv.unread.clone()], csv.charset, longest, layout)?;
        csv.delimiter = found.delimiter;
        let mut row = Row::default();
        while csv.number < found.row {
            csv.next(&mut row)?;
        }
        Ok((csv, found.headings))
    }

    fn new(source: R, buffer: usize, delimiter: u8, longest: usize) -> Self {
        Self {
            source,
            buffer: vec![0; buffer].into_boxed_slice(),
            unread: 0..0,
            at_end: false,
            charset: Charset::new(false),
            delimiter,
            number: 0,
            longest,
            quoted: None,
            filled: 0,
        }
    }

    /// Reads the next row; false at the end.
    pub(super) fn next(&mut self, row: &mut Row) -> Result<bool, Refused> {
        let Some(length) = self.line()? else { return Ok(false) };
        self.number += 1;
        row.begin(self.number);
        let line = &self.buffer[self.unread.start..self.unread.start + length];
        if memchr::memchr(b'"', line).is_some() {
            return self.next_quoted(row).map(|()| true);
        }
        self.charset.split(line.trim_ascii_end_of_line(), self.delimiter, row);
        self.unread.start += length;
        Ok(true)
    }

    /// The length of the next line with its end, which is then in the buffer; none at the end.
    fn line(&mut self) -> Result<Option<usize>, Refused> {
        let mut searched = 0;
        loop {
            let unread = &self.buffer[self.unread.clone()];
            if let Some(end) = memchr::memchr(b'\n', &unread[searched..]) {
                let length = searched + end + 1;
                return if length > self.longest { Err(self.too_long()) } else { Ok(Some(length)) };
            }
            searched = unread.len();
            if searched > self.longest {
                // A quote may still be open; what is never closed is found too long there.
                return if memchr::memchr(b'"', unread).is_some() {
                    Ok(Some(searched))
                } else {
                    Err(self.too_long())
                };
            }
            if self.at_end {
                return Ok(Some(searched).filter(|length| *length > 0));
            }
            self.fill()?;
        }
    }

    /// Moves what is unread to the front and reads on behind it.
    fn fill(&mut self) -> Result<(), Refused> {
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        let read = super::read_full(&mut self.source, &mut self.buffer[self.unread.end..])?;
        self.unread.end += read;
        self.filled += read as u64;
        self.at_end = self.unread.end < self.buffer.len();
        Ok(())
    }

    /// How many bytes of the file were read.
    pub(super) fn read_bytes(&self) -> u64 {
        self.filled - self.unread.len() as u64
    }

    fn too_long(&self) -> Refused {
        Refused::RowTooLong(self.number + 1)
    }
}

trait EndOfLine {
    fn trim_ascii_end_of_line(&self) -> &Self;
}

impl EndOfLine for [u8] {
    fn trim_ascii_end_of_line(&self) -> &[u8] {
        let line = self.strip_suffix(b"\n").unwrap_or(self);
        line.strip_suffix(b"\r").unwrap_or(line)
    }
}

#[cfg(test)]
mod tests;
