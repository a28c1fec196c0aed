//! What a filter says of one child: a rules file's own sentences, with what was seen put in.

use super::{Condition, Does, Field, Filter, Subject, Test};
use crate::domain::{
    codes::CodeSet,
    data_file::{Key, Mistakes},
};
use serde::Deserialize;

/// The sentences as they stand in a rules file; each remembers its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSays {
    stays: Key,
    off: Key,
    #[serde(default)]
    excepted: Option<Key>,
}

/// What a filter says of a child whom it lets stay, whom it takes off, and whom it would take off were it not for its exception.
#[derive(Clone, Debug)]
pub struct Says {
    stays: Sentence,
    off: Sentence,
    excepted: Option<Sentence>,
}

type Sentence = Vec<Part>;

/// A part of a sentence.
#[derive(Clone, Debug)]
enum Part {
    Words(String),
    /// What this asks about, as "is 16 years old".
    Seen(Condition),
}

impl Part {
    fn put_in(&self, subject: &Subject, codes: &CodeSet) -> String {
        match self {
            Part::Words(words) => words.clone(),
            Part::Seen(asked) => subject.clause(asked.field, asked.cohorts(), codes),
        }
    }
}

impl RawSays {
    /// The sentences, each checked: what they put in is what the filter asks about, and one is there for each outcome.
    pub(super) fn checked(self, filter: &Filter, wrong: &mut Mistakes) -> Says {
        let exception = self.excepted.as_ref().map_or(filter.key.place(), Key::place);
        let needed = !filter.except_where.is_empty();
        let said = "`excepted` is said where there is `except_where`, and only there";
        wrong.require(exception, needed == self.excepted.is_some(), said);
        Says {
            stays: sentence(&self.stays, filter, wrong),
            off: sentence(&self.off, filter, wrong),
            excepted: self.excepted.map(|text| sentence(&text, filter, wrong)),
        }
    }
}

/// A sentence in its parts.
fn sentence(text: &Key, filter: &Filter, wrong: &mut Mistakes) -> Sentence {
    wrong.require(text.place(), !text.trim().is_empty(), "a sentence needs words");
    let mut parts = Vec::new();
    let mut left: &str = text;
    while let Some((words, rest)) = left.split_once('{') {
        parts.push(Part::Words(words.to_owned()));
        let Some((name, rest)) = rest.split_once('}') else {
            wrong.refuse(text.place(), "a { has no }");
            break;
        };
        match put_in(name, filter) {
            Some(part) => parts.push(part),
            None => {
                wrong.refuse(text.place(), format_args!("{{{name}}} is nothing that {} sees", filter.key))
            }
        }
        left = rest;
    }
    parts.push(Part::Words(left.to_owned()));
    parts
}

/// What a name in braces stands for.
fn put_in(name: &str, filter: &Filter) -> Option<Part> {
    let bound = |number: Option<i64>| number.map(|number| Part::Words(number.to_string()));
    match name {
        "least" => bound(filter.least()),
        "most" => bound(filter.most()),
        _ => filter.asked().find(|condition| condition.field.key() == name).cloned().map(Part::Seen),
    }
}

impl Filter {
    /// Everything that it asks about.
    fn asked(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().chain(&self.except_where)
    }

    /// What it says of the child, in a service manager's words; of rules without sentences, its label and what it saw.
    pub fn said_of(&self, subject: &Subject, codes: &CodeSet) -> String {
        let Some(says) = &self.says else {
            let saw = self.tested(subject, codes).saw;
            let saw: Vec<String> = saw
                .iter()
                .map(|saw| {
                    let field = Field::ALL.into_iter().find(|field| field.key() == saw.field);
                    format!("{}: {}", field.map_or(saw.field, Field::title), saw.said)
                })
                .collect();
            return format!("“{}” saw {}", self.label, saw.join(", "));
        };
        let parts = match &says.excepted {
            _ if self.takes_off(subject) => &says.off,
            Some(excepted) if self.would_take_off(subject) => excepted,
            _ => &says.stays,
        };
        parts.iter().map(|part| part.put_in(subject, codes)).collect()
    }

    /// The least number with which a child stays, where there is one.
    fn least(&self) -> Option<i64> {
        match (self.does, self.only_range()?) {
            (Does::Keep, (least, _)) => least,
            (Does::Exclude, (None, most)) => most.map(|most| most + 1),
            (Does::Exclude, _) => None,
        }
    }

    /// The most with which a child stays, where there is one.
    fn most(&self) -> Option<i64> {
        match (self.does, self.only_range()?) {
            (Does::Keep, (_, most)) => most,
            (Does::Exclude, (least, None)) => least.map(|least| least - 1),
            (Does::Exclude, _) => None,
        }
    }

    /// The bounds of the one number that it asks about.
    fn only_range(&self) -> Option<(Option<i64>, Option<i64>)> {
        let mut ranges = self.conditions.iter().filter_map(|condition| match &condition.test {
            Test::Within { range, .. } => {
                let least = Some(*range.start()).filter(|least| *least != i64::MIN);
                Some((least, Some(*range.end()).filter(|most| *most != i64::MAX)))
            }
            Test::Is { .. } => None,
        });
        ranges.next().filter(|_| ranges.next().is_none())
    }
}
