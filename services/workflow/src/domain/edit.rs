//! What one save writes, as it was asked: nothing here is checked yet.

use super::people::Assignee;
use std::collections::BTreeMap;

/// Answers, ticks, the queue and requests to send: all of it or nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// The sections written, each once.
    pub sections: Vec<SectionEdit>,
    /// Replaces the queue; none leaves it.
    pub queue: Option<QueueEdit>,
    /// Sent with the save.
    pub send_requests: Vec<RequestToSend>,
}

/// Writes one section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SectionEdit {
    /// The key of an optional form; none for the main one.
    pub form: Option<String>,
    /// Which.
    pub number: i32,
    /// As it was read.
    pub etag: String,
    /// Set, by field key; other fields stay as they are.
    pub answers: BTreeMap<String, Given>,
    /// Emptied, by field key.
    pub clear: Vec<String>,
    /// Ticks or unticks; none leaves the tick, save that emptying a required field takes it away.
    pub complete: Option<bool>,
}

/// An answer as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// No kind was set.
    Nothing,
    /// Text.
    Text(String),
    /// An ISO date.
    Date(String),
    /// As `09:30`.
    Time(String),
    /// The key of a choice.
    Choice(String),
    /// A whole number.
    Number(i64),
    /// True for yes.
    YesNo(bool),
}

/// Replaces the queue of next actions; what was sent immediately stays by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueueEdit {
    /// As it was read.
    pub etag: String,
    /// All that shall stand there.
    pub actions: Vec<ActionToQueue>,
}

/// A next action as it was chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionToQueue {
    /// Its key in the process.
    pub kind: String,
    /// To whom it shall pass; none leaves it to the process.
    pub assignee: Option<Assignee>,
    /// The key of one of its reasons; none where it asks for none.
    pub reason: Option<String>,
    /// What the new step is for; none leaves it to the process.
    pub purpose: Option<String>,
}

/// A request composed on the clipboard.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestToSend {
    /// Its key in the process.
    pub kind: String,
    /// The person found, or the inbox; none where the process names an inbox.
    pub recipient: Option<Assignee>,
}
