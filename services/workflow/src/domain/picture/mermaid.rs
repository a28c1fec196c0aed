//! A picture as text for mermaid.js.

use super::{Edge, Mark, Node, NodeKind, Picture};
use std::fmt::Write;

/// The looks of what a case has to do with.
const LOOKS: [(Mark, &str, &str); 4] = [
    (Mark::Open, "open", "fill:#fff4d6,stroke:#8a5a00,stroke-width:3px,color:#1c2530"),
    (Mark::Finished, "finished", "fill:#e4f3ea,stroke:#1d5c3a,color:#1c2530"),
    (Mark::Cancelled, "cancelled", "fill:#f3e9ea,stroke:#8c2f39,stroke-dasharray:5 3,color:#1c2530"),
    (Mark::Untouched, "untouched", "fill:#fafbfc,stroke:#b3bdc7,color:#66727f"),
];

/// Tells a picture. Nodes are called by their place in it, so that no key of a process can be taken for a word of the
/// language.
pub(super) fn drawn(picture: &Picture) -> String {
    let mut text = format!("---\ntitle: \"{}\"\n---\nflowchart TB\n", plain(&picture.title));
    for (place, node) in picture.nodes.iter().enumerate() {
        let _ = writeln!(text, "    n{place}{}", shape(node));
    }
    for edge in &picture.edges {
        let _ = writeln!(text, "    n{} {} n{}", edge.from, arrow(edge), edge.to);
    }
    if picture.shows_a_way {
        way(&mut text, picture);
    }
    text
}

fn shape(node: &Node) -> String {
    let lines = [node.title.clone(), node.detail.clone(), node.words()];
    let lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(|line| plain(line)).collect();
    let said = lines.join("<br/>");
    match node.kind {
        NodeKind::Begin => "((\" \"))".to_owned(),
        NodeKind::Step => format!("[\"{said}\"]"),
        NodeKind::End => format!("([\"{said}\"])"),
    }
}

fn arrow(edge: &Edge) -> String {
    let drawn = if edge.early { "-.->" } else { "-->" };
    match edge.label.as_str() {
        "" => drawn.to_owned(),
        label => format!("{drawn}|\"{}\"|", plain(label)),
    }
}

/// Where the case went, and where it stands.
fn way(text: &mut String, picture: &Picture) {
    for (mark, name, look) in LOOKS {
        let marked =
            |node: &&(usize, &Node)| node.1.kind != NodeKind::Begin && node.1.standing.mark() == mark;
        let nodes: Vec<(usize, &Node)> = picture.nodes.iter().enumerate().collect();
        let names: Vec<String> = nodes.iter().filter(marked).map(|(place, _)| format!("n{place}")).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "    classDef {name} {look}\n    class {} {name}", names.join(","));
        }
    }
    let taken = picture.edges.iter().enumerate().filter(|(_, edge)| edge.taken > 0);
    let taken: Vec<String> = taken.map(|(place, _)| place.to_string()).collect();
    if !taken.is_empty() {
        let _ = writeln!(text, "    linkStyle {} stroke:#1d5c3a,stroke-width:3px", taken.join(","));
    }
}

/// The text as it may stand between quotation marks: what the language or a page could take for something else is
/// written as the number of its character.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' | '<' | '>' | '&' | '#' | ';' | '`' | '\\' => {
                let _ = write!(out, "#{};", u32::from(char));
            }
            '\n' | '\t' => out.push(' '),
            char if char.is_control() => {}
            char => out.push(char),
        }
    }
    out
}
