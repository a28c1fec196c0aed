//! Workbooks as nobody's program writes them: parts of any size, and a directory that says what it wants of them.

use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::Write;

fn deflated(content: &[u8]) -> Vec<u8> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflated.write_all(content).unwrap();
    deflated.finish().unwrap()
}

/// A workbook that is being written.
#[derive(Default)]
pub(crate) struct Workbook {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
}

const STORED: u16 = 0;
const DEFLATED: u16 = 8;

impl Workbook {
    /// With one sheet of these rows, the cells as XML.
    pub(crate) fn of(rows: &str) -> Self {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        Self::default()
            .packed(
                "xl/workbook.xml",
                b"<workbook xmlns:r=\"x\"><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>",
            )
            .packed(
                "xl/_rels/workbook.xml.rels",
                b"<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
            )
            .packed("xl/worksheets/sheet1.xml", sheet.as_bytes())
    }

    /// A part, deflated.
    pub(crate) fn packed(self, name: &str, content: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        self.part(name, &deflated(content), (DEFLATED, crc.sum(), content.len()))
    }

    /// The same, of which the directory says that it unpacks to so many bytes, and a wrong sum of them.
    pub(crate) fn saying(self, name: &str, content: &[u8], unpacked: usize) -> Self {
        self.part(name, &deflated(content), (DEFLATED, 0, unpacked))
    }

    /// A part as it is, which nobody reads: with a wrong sum.
    pub(crate) fn stored(self, name: &str, content: &[u8]) -> Self {
        self.part(name, content, (STORED, 0, content.len()))
    }

    fn part(mut self, name: &str, packed: &[u8], (method, crc, unpacked): (u16, u32, usize)) -> Self {
        let size = |size: usize| u32::try_from(size).unwrap().to_le_bytes();
        let at = size(self.bytes.len());
        let mut described = vec![20, 0, 0, 0];
        described.extend(method.to_le_bytes());
        described.extend([0; 4]);
        described.extend(crc.to_le_bytes());
        described.extend(size(packed.len()));
        described.extend(size(unpacked));
        described.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        described.extend([0; 2]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&described);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(packed);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend([20, 0]);
        self.directory.extend(&described);
        self.directory.extend([0; 10]);
        self.directory.extend(at);
        self.directory.extend(name.as_bytes());
        self.parts += 1;
        self
    }

    /// The file.
    pub(crate) fn bytes(mut self) -> Vec<u8> {
        let at = u32::try_from(self.bytes.len()).unwrap().to_le_bytes();
        let length = u32::try_from(self.directory.len()).unwrap().to_le_bytes();
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06\0\0\0\0");
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(self.parts.to_le_bytes());
        self.bytes.extend(length);
        self.bytes.extend(at);
        self.bytes.extend([0; 2]);
        self.bytes
    }
}
