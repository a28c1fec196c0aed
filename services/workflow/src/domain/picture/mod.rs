//! A process as a picture: its steps, what follows which, and the way that a case has taken.

mod mermaid;
mod of_process;
mod svg;
mod way;

#[cfg(test)]
mod tests;

pub use way::{Passed, Way};

use std::fmt;

/// What there is to see; how it is drawn is another matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is a picture of.
    pub title: String,
    /// The places, the beginning first.
    pub nodes: Vec<Node>,
    /// What follows which.
    pub edges: Vec<Edge>,
    /// Whether a case's way is drawn into it.
    pub shows_a_way: bool,
}

/// One place in a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What kind of place it is.
    pub kind: NodeKind,
    /// What it is called.
    pub title: String,
    /// What else is said of it, in smaller letters; empty for nothing.
    pub detail: String,
    /// How the case stands there.
    pub standing: Standing,
}

/// What kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// Where a case begins.
    Begin,
    /// A kind of step.
    Step,
    /// Where a line ends.
    End,
}

/// How many steps of a case stand at a place, by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Waiting to be started.
    pub incoming: usize,
    /// Being worked on.
    pub started: usize,
    /// Finished; for an end, how often it was reached.
    pub finished: usize,
    /// Cancelled.
    pub cancelled: usize,
}

/// How a case stands at a place, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It never came here.
    Untouched,
    /// A step is open here: this is where the case stands.
    Open,
    /// All is finished here.
    Finished,
    /// All that came here was cancelled.
    Cancelled,
}

/// What follows what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// From which node, by its place in the picture.
    pub from: usize,
    /// To which.
    pub to: usize,
    /// What it is called; empty where that is the target's own title.
    pub label: String,
    /// In whose hands the work comes; empty where none does.
    pub passes_to: String,
    /// Whether it may be sent before the finish.
    pub early: bool,
    /// How often the case went that way.
    pub taken: usize,
}

/// In which language a picture is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text for mermaid.js, as Markdown shows it.
    Mermaid,
    /// A drawing.
    Svg,
}

impl Picture {
    /// The picture in a language. The same picture is always the same text.
    pub fn drawn_as(&self, format: Format) -> String {
        match format {
            Format::Mermaid => mermaid::drawn(self),
            Format::Svg => svg::drawn(self),
        }
    }
}

impl Standing {
    /// The one word: what is open says where the case is.
    pub fn mark(self) -> Mark {
        match self {
            Self { incoming, started, .. } if incoming + started > 0 => Mark::Open,
            Self { finished, .. } if finished > 0 => Mark::Finished,
            Self { cancelled, .. } if cancelled > 0 => Mark::Cancelled,
            _ => Mark::Untouched,
        }
    }
}

impl Mark {
    /// A sign beside the colour, for whoever does not see colours.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Untouched => "",
            Self::Open => "●",
            Self::Finished => "✓",
            Self::Cancelled => "✕",
        }
    }
}

/// As "1 started, 2 finished".
impl fmt::Display for Standing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { incoming, started, finished, cancelled } = *self;
        let counted =
            [(incoming, "incoming"), (started, "started"), (finished, "finished"), (cancelled, "cancelled")];
        let some = counted.iter().filter(|(count, _)| *count > 0);
        let words: Vec<String> = some.map(|(count, what)| format!("{count} {what}")).collect();
        out.write_str(&words.join(", "))
    }
}

impl Node {
    /// What is said of it in a case; empty where the case never came.
    pub fn words(&self) -> String {
        match (self.kind, self.standing.mark()) {
            (_, Mark::Untouched) => String::new(),
            (NodeKind::Step, mark) => format!("{} {}", mark.sign(), self.standing),
            (NodeKind::Begin | NodeKind::End, mark) => format!("{} reached", mark.sign()),
        }
    }
}
