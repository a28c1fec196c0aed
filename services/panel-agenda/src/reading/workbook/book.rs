//! The workbook's own part: its sheets, and from which day it counts.

use super::{
    archive::Archive,
    xml::{NOT_XML, Xml, attribute},
};
use crate::{domain::extract::SerialDates, reading::Refused};
use quick_xml::events::{BytesStart, Event};
use std::{
    collections::HashMap,
    io::{Read, Seek},
};

/// What a workbook says of itself.
pub(super) struct Book {
    /// The parts of the visible sheets, in order.
    pub(super) sheets: Vec<String>,
    pub(super) serials: SerialDates,
}

const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const MOST_SHEETS: usize = 64;

impl Book {
    pub(super) fn read<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Self, Refused> {
        if !archive.has(BOOK) {
            return Err(Refused::Damaged("it is a zip, but no workbook"));
        }
        let (ids, serials) = sheets(Xml::new(archive.part(BOOK)?))?;
        let targets = targets(Xml::new(archive.part(RELATIONS)?))?;
        let parts = ids.iter().filter_map(|id| targets.get(id)).filter(|part| archive.has(part));
        Ok(Self { sheets: parts.take(MOST_SHEETS).cloned().collect(), serials })
    }
}

/// The relation ids of the visible sheets, and from which day the workbook counts.
fn sheets<R: std::io::BufRead>(mut xml: Xml<R>) -> Result<(Vec<String>, SerialDates), Refused> {
    let mut ids = Vec::new();
    let mut serials = SerialDates::From1900;
    loop {
        let event = xml.next()?;
        let (Event::Start(element) | Event::Empty(element)) = &event else {
            if matches!(event, Event::Eof) {
                return Ok((ids, serials));
            }
            continue;
        };
        match element.local_name().into_inner() {
            "workbookPr" => {
                let from_1904 = attribute(element, "date1904")?;
                if from_1904.is_some_and(|value| value == "1" || value == "true") {
                    serials = SerialDates::From1904;
                }
            }
            "sheet" if attribute(element, "state")?.is_none_or(|state| state == "visible") => {
                if let Some(id) = relation(element)? {
                    ids.push(id);
                }
            }
            _ => {}
        }
        if ids.len() > MOST_SHEETS {
            return Ok((ids, serials));
        }
    }
}

/// The relation of a sheet, whatever its namespace is called.
fn relation(element: &BytesStart) -> Result<Option<String>, Refused> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| NOT_XML)?;
        let key = attribute.key.into_inner();
        if key.split_once(':').is_some_and(|(_, name)| name == "id") {
            return Ok(Some(attribute.value.into_owned()));
        }
    }
    Ok(None)
}

/// Which part each relation id stands for.
fn targets<R: std::io::BufRead>(mut xml: Xml<R>) -> Result<HashMap<String, String>, Refused> {
    let mut targets = HashMap::new();
    loop {
        match xml.next()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().into_inner() == "Relationship" =>
            {
                let found = attribute(&element, "Id")?.zip(attribute(&element, "Target")?);
                if let Some((id, target)) = found.filter(|_| targets.len() < usize::from(u16::MAX)) {
                    targets.insert(id, part(&target));
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
    }
}

/// Targets are relative to xl/, or begin at the top.
fn part(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_lowercase(),
        None => format!("xl/{target}").to_lowercase(),
    }
}
