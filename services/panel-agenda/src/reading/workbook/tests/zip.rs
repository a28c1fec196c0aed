//! Writes zips, right ones and lying ones.

use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write;

/// A part of a zip, and what its entry says of it.
pub(super) struct Part {
    name: String,
    packed: Vec<u8>,
    pub(super) crc: u32,
    pub(super) packed_size: u32,
    pub(super) unpacked_size: u32,
    pub(super) method: u16,
    pub(super) flags: u16,
    pub(super) header_at: Option<u32>,
}

impl Part {
    pub(super) fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("memory");
        let packed = encoder.finish().expect("memory");
        Self { method: 8, ..Self::described(name, content, packed) }
    }

    pub(super) fn stored(name: &str, content: &str) -> Self {
        Self { method: 0, ..Self::described(name, content.as_bytes(), content.as_bytes().to_vec()) }
    }

    fn described(name: &str, content: &[u8], packed: Vec<u8>) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        Self {
            name: name.to_owned(),
            crc: crc.sum(),
            packed_size: u32::try_from(packed.len()).expect("small"),
            unpacked_size: u32::try_from(content.len()).expect("small"),
            packed,
            method: 0,
            flags: 0,
            header_at: None,
        }
    }

    fn common(&self) -> Vec<u8> {
        let mut header = Vec::new();
        for short in [20, self.flags, self.method, 0, 0] {
            header.extend(short.to_le_bytes());
        }
        for long in [self.crc, self.packed_size, self.unpacked_size] {
            header.extend(long.to_le_bytes());
        }
        header.extend(u16::try_from(self.name.len()).expect("short").to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        header
    }
}

/// The zip of those parts.
pub(super) fn zip(parts: &[Part]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for part in parts {
        let at = part.header_at.unwrap_or(u32::try_from(file.len()).expect("small"));
        file.extend(b"PK\x03\x04");
        file.extend(part.common());
        file.extend(part.name.as_bytes());
        file.extend(&part.packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(part.common());
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(part.name.as_bytes());
    }
    let start = u32::try_from(file.len()).expect("small");
    let count = u16::try_from(parts.len()).expect("few");
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(u32::try_from(directory.len()).expect("small").to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0; 2]);
    file
}
