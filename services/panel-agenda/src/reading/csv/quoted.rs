//! Rows with quotes: a quoted cell may hold the delimiter, quotes and line ends.

use super::Csv;
use crate::{domain::extract::Row, reading::Refused};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::io::Read;

/// What reading rows with quotes needs beside the buffer, used again for each of them.
pub(super) struct Quoted {
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

const MOST_CELLS: usize = 1024;

impl<R: Read> Csv<R> {
    /// Reads the next row, which has quotes.
    pub(super) fn next_quoted(&mut self, row: &mut Row) -> Result<(), Refused> {
        let mut quoted = self.quoted.take().unwrap_or_else(|| {
            let reader = ReaderBuilder::new().delimiter(self.delimiter).build();
            Box::new(Quoted { reader, text: vec![0; self.longest], ends: vec![0; MOST_CELLS] })
        });
        let read = self.read_quoted(&mut quoted, row);
        self.quoted = Some(quoted);
        read
    }

    fn read_quoted(&mut self, quoted: &mut Quoted, row: &mut Row) -> Result<(), Refused> {
        let Quoted { reader, text, ends } = quoted;
        reader.reset();
        let (mut filled, mut cells) = (0, 0);
        let mut last = 0;
        loop {
            let input = &self.buffer[self.unread.clone()];
            let (result, read, written, ended) =
                reader.read_record(input, &mut text[filled..], &mut ends[cells..]);
            last = if read == 0 { last } else { input[read - 1] };
            self.unread.start += read;
            filled += written;
            cells += ended;
            match result {
                ReadRecordResult::Record | ReadRecordResult::End => break,
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(Refused::RowTooLong(self.number));
                }
                ReadRecordResult::InputEmpty if self.at_end && self.unread.is_empty() => {}
                ReadRecordResult::InputEmpty => self.fill()?,
            }
        }
        self.skip_line_feed(last)?;
        let mut start = 0;
        for end in &ends[..cells] {
            self.charset.push(&text[start..*end], row);
            start = *end;
        }
        Ok(())
    }

    /// The row ends at a carriage return; the line feed behind it belongs to it.
    fn skip_line_feed(&mut self, last: u8) -> Result<(), Refused> {
        if last == b'\r' {
            if self.unread.is_empty() && !self.at_end {
                self.fill()?;
            }
            let unread = &self.buffer[self.unread.clone()];
            self.unread.start += usize::from(unread.first() == Some(&b'\n'));
        }
        Ok(())
    }
}
