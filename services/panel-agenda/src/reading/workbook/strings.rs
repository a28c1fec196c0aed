//! The strings that cells share, one behind another in one piece of memory of a bounded size.

use super::{
    archive::Archive,
    xml::{Xml, referred},
};
use crate::reading::Refused;
use quick_xml::events::Event;
use std::io::{BufRead, Read, Seek};

/// A workbook's shared strings.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

const STRINGS: &str = "xl/sharedstrings.xml";
const MOST_STRINGS: usize = 16 << 20;

impl Strings {
    /// Reads them; a workbook without any has none.
    pub(super) fn read<R: Read + Seek>(archive: &mut Archive<R>, largest: usize) -> Result<Self, Refused> {
        if !archive.has(STRINGS) {
            return Ok(Self::default());
        }
        Self::parse(Xml::new(archive.part(STRINGS)?), largest)
    }

    fn parse<R: BufRead>(mut xml: Xml<R>, largest: usize) -> Result<Self, Refused> {
        let mut strings = Self::default();
        // Phonetic runs say how a text is pronounced; they are not part of it.
        let (mut in_text, mut in_phonetic) = (false, false);
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().into_inner() {
                    "t" => in_text = true,
                    "rPh" => in_phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().into_inner() {
                    "t" => in_text = false,
                    "rPh" => in_phonetic = false,
                    "si" => strings.end()?,
                    _ => {}
                },
                Event::Empty(element) if element.local_name().into_inner() == "si" => strings.end()?,
                Event::Text(text) if in_text && !in_phonetic => strings.text.push_str(&text.xml10_content()),
                Event::CData(text) if in_text && !in_phonetic => strings.text.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if in_text && !in_phonetic => {
                    strings.text.push(referred(&reference)?);
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
            if strings.text.len() + strings.ends.len() * 4 > largest {
                return Err(Refused::TooLarge("the text of the workbook"));
            }
        }
    }

    fn end(&mut self) -> Result<(), Refused> {
        let too_many = || Refused::TooLarge("the text of the workbook");
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| too_many())?);
        if self.ends.len() > MOST_STRINGS { Err(too_many()) } else { Ok(()) }
    }

    /// The string of that number, from 0.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start =
            index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.text.get(start..end)
    }
}
