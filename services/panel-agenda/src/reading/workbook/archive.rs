//! The zip of a workbook. Its directory is read by us, not by a general library: this one is bounded before anything is
//! allocated, and knows nothing but what a workbook of this size needs.

use super::unpack::{Part, Unpack};
use crate::reading::Refused;
use std::{
    collections::HashMap,
    io::{BufReader, Read, Seek, SeekFrom},
};

/// A workbook's parts.
pub(super) struct Archive<R> {
    source: R,
    parts: HashMap<String, Entry>,
}

/// A part as the directory describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    header_at: u64,
    packed: u64,
    pub(super) unpacked: u64,
    pub(super) deflated: bool,
    pub(super) crc: u32,
}

const END: &[u8] = b"PK\x05\x06";
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
/// The end record, and the longest comment behind it.
const LONGEST_END: u64 = 22 + 65535;
const MOST_PARTS: u16 = 4096;
const LARGEST_DIRECTORY: u32 = 1 << 20;

impl<R: Read + Seek> Archive<R> {
    /// Reads the directory. Refused when its parts would unpack to more than that many bytes, or hold macros.
    pub(super) fn open(mut source: R, size: u64, unpacked: u64) -> Result<Self, Refused> {
        let directory = directory(&mut source, size)?;
        let mut parts = HashMap::new();
        let mut total = 0_u64;
        let mut rest = directory.as_slice();
        while !rest.is_empty() {
            let (name, entry, next) = entry(rest)?;
            if is_macro(&name) {
                return Err(Refused::Macros);
            }
            total = total.saturating_add(entry.unpacked);
            if parts.insert(name, entry).is_some() {
                return Err(Refused::Damaged("a part stands there twice"));
            }
            rest = next;
        }
        if total > unpacked {
            return Err(Refused::TooLarge("the unpacked workbook"));
        }
        Ok(Self { source, parts })
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    /// Opens a part.
    pub(super) fn part(&mut self, name: &str) -> Result<Part<&mut R>, Refused> {
        let entry = self.seek(name)?;
        Ok(BufReader::with_capacity(64 << 10, Unpack::new((&mut self.source).take(entry.packed), entry)))
    }

    /// Opens a part for good.
    pub(super) fn into_part(mut self, name: &str) -> Result<Part<R>, Refused> {
        let entry = self.seek(name)?;
        Ok(BufReader::with_capacity(64 << 10, Unpack::new(self.source.take(entry.packed), entry)))
    }

    /// Moves to where the part's bytes begin.
    fn seek(&mut self, name: &str) -> Result<Entry, Refused> {
        let entry = *self.parts.get(name).ok_or(Refused::Damaged("a part is missing"))?;
        self.source.seek(SeekFrom::Start(entry.header_at))?;
        let mut header = [0; 30];
        self.source.read_exact(&mut header)?;
        if !header.starts_with(LOCAL_HEADER) {
            return Err(Refused::Damaged("a part is not where it should be"));
        }
        let names = i64::from(u16_at(&header, 26)) + i64::from(u16_at(&header, 28));
        self.source.seek(SeekFrom::Current(names))?;
        Ok(entry)
    }
}

/// The bytes of the directory, found from the end of the file.
fn directory<R: Read + Seek>(source: &mut R, size: u64) -> Result<Vec<u8>, Refused> {
    let none = Refused::Damaged("it has no directory");
    let tail_at = size.saturating_sub(LONGEST_END);
    source.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    source.take(LONGEST_END).read_to_end(&mut tail)?;
    let is_end = |at: &usize| {
        let record = &tail[*at..];
        record.len() >= 22 && record.len() == 22 + usize::from(u16_at(record, 20))
    };
    let Some(at) = memchr::memmem::rfind_iter(&tail, END).find(is_end) else { return Err(none) };
    let record = &tail[at..];
    let [disk, directory_disk, here, entries] = [4, 6, 8, 10].map(|at| u16_at(record, at));
    let (length, start) = (u32_at(record, 12), u32_at(record, 16));
    if disk != 0 || directory_disk != 0 || here != entries {
        return Err(Refused::Damaged("it is split into several files"));
    }
    if entries > MOST_PARTS || length > LARGEST_DIRECTORY {
        return Err(Refused::TooLarge("the directory of the workbook"));
    }
    let end_at = tail_at + at as u64;
    if u64::from(start) + u64::from(length) > end_at {
        return Err(none);
    }
    source.seek(SeekFrom::Start(u64::from(start)))?;
    let mut directory = vec![0; length as usize];
    source.read_exact(&mut directory)?;
    Ok(directory)
}

/// The first entry of what is left of a directory, its name in lower case, and what comes behind it.
fn entry(rest: &[u8]) -> Result<(String, Entry, &[u8]), Refused> {
    let damaged = || Refused::Damaged("its directory is cut off");
    if rest.len() < 46 || !rest.starts_with(DIRECTORY_ENTRY) {
        return Err(damaged());
    }
    let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(u16_at(rest, at)));
    let next = rest.get(46 + name + extra + comment..).ok_or_else(damaged)?;
    let sizes = [20, 24, 42].map(|at| u32_at(rest, at));
    if sizes.contains(&u32::MAX) {
        return Err(Refused::TooLarge("a part of the workbook"));
    }
    let [packed, unpacked, header_at] = sizes.map(u64::from);
    let method = u16_at(rest, 10);
    if u16_at(rest, 8) & 1 != 0 {
        return Err(Refused::OldOrProtected);
    }
    if method != 0 && method != 8 {
        return Err(Refused::Damaged("a part is packed in an unusual way"));
    }
    let name = String::from_utf8_lossy(&rest[46..46 + name]).trim_start_matches('/').to_lowercase();
    let entry = Entry { header_at, packed, unpacked, deflated: method == 8, crc: u32_at(rest, 16) };
    Ok((name, entry, next))
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Whether a part holds macros: of Visual Basic, or of Excel 4.0, whose sheets run too.
fn is_macro(name: &str) -> bool {
    name.ends_with("vbaproject.bin") || name.starts_with("xl/macrosheets/")
}
