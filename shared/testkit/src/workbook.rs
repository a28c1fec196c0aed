//! Workbooks as nobody's program writes them: parts of any size, and a directory that says what a test wants of them.

use flate2::{Compression, Crc, read::DeflateDecoder, write::DeflateEncoder};
use std::io::{Read, Write};

/// A part of a zip, and what its entry says of it: right at first, to be changed by a test.
pub struct Part {
    name: String,
    packed: Vec<u8>,
    /// The sum of what it unpacks to.
    pub crc: u32,
    /// How many bytes it has.
    pub packed_size: u32,
    /// How many bytes it unpacks to.
    pub unpacked_size: u32,
    /// How it is packed: 0 for not at all, 8 for deflated.
    pub method: u16,
    /// The first bit is set where it needs a password.
    pub flags: u16,
    /// Where it begins; none for where it does.
    pub header_at: Option<u32>,
}

impl Part {
    /// A part, deflated.
    pub fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("memory");
        let packed = encoder.finish().expect("memory");
        Self { method: 8, ..Self::described(name, content, packed) }
    }

    /// A part as it is.
    pub fn stored(name: &str, content: impl AsRef<[u8]>) -> Self {
        let content = content.as_ref();
        Self::described(name, content, content.to_vec())
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
pub fn zip(parts: &[Part]) -> Vec<u8> {
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

/// The part that names the sheets of a workbook: one, called S.
pub const BOOK: &str =
    "<workbook xmlns:r=\"r\"><workbookPr/><sheets><sheet name=\"S\" r:id=\"rId1\"/></sheets></workbook>";
const RELATIONS: &str =
    "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

/// A sheet of those rows, whose dimensions are a lie.
pub fn sheet(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>"
    )
}

/// The parts of a workbook with that one sheet, which is the last of them, and those shared strings.
pub fn parts(sheet: &str, strings: impl AsRef<[u8]>) -> Vec<Part> {
    vec![
        Part::new("xl/workbook.xml", BOOK),
        Part::new("xl/_rels/workbook.xml.rels", RELATIONS),
        Part::new("xl/sharedStrings.xml", strings),
        Part::new("xl/worksheets/sheet1.xml", sheet),
    ]
}

/// What a part of a zip unpacks to, whose local headers carry their sizes.
pub fn unpacked(zip: &[u8], name: &str) -> String {
    let at = zip
        .windows(name.len())
        .position(|window| window == name.as_bytes())
        .unwrap_or_else(|| panic!("{name} is in it"));
    let header = &zip[at - 30..];
    let extra = usize::from(u16::from_le_bytes([header[28], header[29]]));
    let mut text = String::new();
    DeflateDecoder::new(&zip[at + name.len() + extra..]).read_to_string(&mut text).expect("it unpacks");
    text
}
