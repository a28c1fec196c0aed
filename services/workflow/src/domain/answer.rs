//! Reading an answer: what was sent, checked against the field that it is for.

use super::{
    edit::Given,
    process::{Field, FieldKind, Process},
    section::Value,
};
use chrono::NaiveTime;
use fault::Fields;
use std::fmt::Display;

/// Reads an answer. None where it empties the field, or is refused: then `wrong` says so by `path`.
pub fn read(
    process: &Process,
    field: &Field,
    given: &Given,
    path: impl Display,
    wrong: &mut Fields,
) -> Option<Value> {
    match (field.kind, given) {
        (FieldKind::Text | FieldKind::LongText, Given::Text(text)) => read_text(field, text, path, wrong),
        (FieldKind::Date, Given::Date(date)) => Some(Value::Date(wrong.date(path, date))),
        (FieldKind::Time, Given::Time(time)) => read_time(time, path, wrong),
        (FieldKind::Choice, Given::Choice(choice)) => read_choice(process, field, choice, path, wrong),
        (FieldKind::Number, Given::Number(number)) => {
            let (least, most) = (field.least(), field.most());
            wrong.require(path, (least..=most).contains(number), format_args!("is not {least} to {most}"));
            Some(Value::Number(*number))
        }
        (FieldKind::YesNo, Given::YesNo(yes)) => Some(Value::YesNo(*yes)),
        (kind, _) => {
            wrong.refuse(path, format_args!("is not a {}", said(kind)));
            None
        }
    }
}

/// A text of nothing but space empties the field.
fn read_text(field: &Field, text: &str, path: impl Display, wrong: &mut Fields) -> Option<Value> {
    let one_line = field.kind == FieldKind::Text;
    if one_line && text.contains(['\n', '\t']) {
        wrong.refuse(path, "is more than one line");
        return None;
    }
    wrong.text(path, text, 0, field.max_length());
    (!text.trim().is_empty()).then(|| Value::Text(text.to_owned()))
}

fn read_time(time: &str, path: impl Display, wrong: &mut Fields) -> Option<Value> {
    let read = if time.len() == 5 { NaiveTime::parse_from_str(time, "%H:%M").ok() } else { None };
    wrong.require(path, read.is_some(), "is not a time as 09:30");
    read.map(Value::Time)
}

fn read_choice(
    process: &Process,
    field: &Field,
    choice: &str,
    path: impl Display,
    wrong: &mut Fields,
) -> Option<Value> {
    let list = field.pick_list.as_ref().and_then(|list| process.pick_list(list))?;
    wrong.require(path, list.choice(choice).is_some(), format_args!("is not in the pick list {}", list.key));
    Some(Value::Choice(choice.to_owned()))
}

fn said(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text | FieldKind::LongText => "text",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::Choice => "choice",
        FieldKind::Number => "number",
        FieldKind::YesNo => "yes_no",
    }
}
