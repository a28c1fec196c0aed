//! A picture as SVG: to be read on a screen, on paper, and by a screen reader.

mod layout;
mod text;

pub(super) use layout::laid_out;

use super::{Edge, Mark, Node, NodeKind, Picture};
use layout::{LINE, Layout, Placed, Routed, SMALL, TITLE};
use std::fmt::Write;
use text::{escaped, width};

/// Colours that stand apart on white by more than 4.5 to 1 where they carry text; none of them says anything that a sign
/// or a word does not say too.
const STYLE: &str = "\
text{font-family:'Segoe UI',Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif;fill:#1c2530}\
.title{font-size:14px;font-weight:600}.small{font-size:12px;fill:#43505f}.label{font-size:12px}\
.box{fill:#fff;stroke:#5b6b7c;stroke-width:1.5}.end .box{fill:#eef1f4}\
.begin{fill:#1c2530}\
.edge{fill:none;stroke:#5b6b7c;stroke-width:1.5}.early{stroke-dasharray:6 4}.head{fill:#5b6b7c}\
.way .untouched .box{stroke:#b3bdc7;fill:#fafbfc}.way .untouched .title,.way .untouched .small{fill:#66727f}\
.way .edge{stroke:#b9c2cb}.way .head{fill:#b9c2cb}.way .label{fill:#66727f}\
.way .taken .edge{stroke:#1d5c3a;stroke-width:2.5}.way .taken .head{fill:#1d5c3a}.way .taken .label{fill:#1c2530}\
.finished .box{fill:#e4f3ea;stroke:#1d5c3a}.finished .small{fill:#1d5c3a}\
.open .box{fill:#fff4d6;stroke:#8a5a00;stroke-width:3}.open .small{fill:#6b4600}\
.cancelled .box{fill:#f3e9ea;stroke:#8c2f39;stroke-dasharray:5 3}.cancelled .small{fill:#8c2f39}";

/// What the signs of a case mean.
const LEGEND: &str = "● open: the case stands here · ✓ finished · ✕ cancelled · pale: not reached · dashed line: may be \
                      sent before the finish";
const LEGEND_WITHOUT_A_CASE: &str = "dashed line: may be sent before the finish";

/// Draws a picture. Nothing in it is fetched from anywhere.
pub(super) fn drawn(picture: &Picture) -> String {
    let layout = laid_out(picture);
    let legend = if picture.shows_a_way { LEGEND } else { LEGEND_WITHOUT_A_CASE };
    let wide = layout.width.max(width(legend, SMALL) + 48.0).max(width(&picture.title, 18.0) + 48.0).ceil();
    let top = 44.0;
    let high = layout.height + top + 28.0;
    let way = if picture.shows_a_way { " class=\"way\"" } else { "" };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
         role=\"img\" aria-labelledby=\"picture-title picture-words\" lang=\"en-GB\">\n\
         <title id=\"picture-title\">{}</title>\n<desc id=\"picture-words\">{}</desc>\n<style>{STYLE}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"24\" y=\"32\" style=\"font-size:18px;font-weight:600\">{}</text>\n\
         <g{way} transform=\"translate({} {top})\">\n",
        escaped(&picture.title),
        escaped(&in_words(picture)),
        escaped(&picture.title),
        ((wide - layout.width) / 2.0).max(0.0),
    );
    draw(&mut svg, picture, &layout);
    let below = high - 14.0;
    let _ = write!(
        svg,
        "</g>\n<text class=\"small\" x=\"24\" y=\"{below}\">{}</text>\n</svg>\n",
        escaped(legend)
    );
    svg
}

/// Lines first, so that boxes and labels lie above them; ways that were taken above those that were not.
fn draw(svg: &mut String, picture: &Picture, layout: &Layout) {
    let mut edges: Vec<(&Edge, &Routed)> = picture.edges.iter().zip(&layout.edges).collect();
    edges.sort_by_key(|(edge, _)| edge.taken > 0);
    for (edge, routed) in &edges {
        line(svg, picture, edge, routed);
    }
    for (edge, routed) in &edges {
        label(svg, edge, routed);
    }
    for (node, placed) in picture.nodes.iter().zip(&layout.nodes) {
        place(svg, picture, node, placed);
    }
}

fn line(svg: &mut String, picture: &Picture, edge: &Edge, routed: &Routed) {
    let [first, inner @ .., tip] = routed.points.as_slice() else { return };
    let before =
        if edge.from == edge.to { (outermost(inner), tip.1) } else { *inner.last().unwrap_or(first) };
    let curve = if edge.from == edge.to { loop_back(inner, *first, *tip) } else { curve(inner, *tip) };
    let taken = if edge.taken > 0 { " class=\"taken\"" } else { "" };
    let early = if edge.early { " early" } else { "" };
    let _ = writeln!(
        svg,
        "<g{taken}><title>{}</title><path class=\"edge{early}\" d=\"M{:.1} {:.1}{curve}\"/>{}</g>",
        escaped(&said(picture, edge)),
        first.0,
        first.1,
        head(*tip, before),
    );
}

/// Bends at each inner point, from the middle before it to the middle behind it.
fn curve(inner: &[(f64, f64)], tip: (f64, f64)) -> String {
    let bend = |(at, point): (usize, &(f64, f64))| {
        let next = inner.get(at + 1).map_or(tip, |next| middle(*point, *next));
        format!(" Q{:.1} {:.1} {:.1} {:.1}", point.0, point.1, next.0, next.1)
    };
    match inner {
        [] => format!(" L{:.1} {:.1}", tip.0, tip.1),
        _ => inner.iter().enumerate().map(bend).collect(),
    }
}

/// Out to the right of a node and back into it.
fn loop_back(inner: &[(f64, f64)], first: (f64, f64), tip: (f64, f64)) -> String {
    let out = outermost(inner);
    format!(" C{out:.1} {:.1} {out:.1} {:.1} {:.1} {:.1}", first.1, tip.1, tip.0, tip.1)
}

fn outermost(points: &[(f64, f64)]) -> f64 {
    points.iter().map(|point| point.0).fold(0.0, f64::max) + 24.0
}

fn middle(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    (f64::midpoint(one.0, other.0), f64::midpoint(one.1, other.1))
}

/// The head of an arrow, drawn and not referred to: an SVG that is placed into a page may not share ids with others.
fn head(tip: (f64, f64), before: (f64, f64)) -> String {
    let (x, y) = (tip.0 - before.0, tip.1 - before.1);
    let length = x.hypot(y).max(0.001);
    let (x, y) = (x / length, y / length);
    let back = (tip.0 - 9.0 * x, tip.1 - 9.0 * y);
    format!(
        "<path class=\"head\" d=\"M{:.1} {:.1} L{:.1} {:.1} L{:.1} {:.1} Z\"/>",
        tip.0,
        tip.1,
        back.0 - 4.5 * y,
        back.1 + 4.5 * x,
        back.0 + 4.5 * y,
        back.1 - 4.5 * x,
    )
}

fn label(svg: &mut String, edge: &Edge, routed: &Routed) {
    if routed.label.is_empty() {
        return;
    }
    let taken = if edge.taken > 0 { " class=\"taken\"" } else { "" };
    let widest = routed.label.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max) + 8.0;
    let high = routed.label.len() as f64 * LINE;
    let (x, y) = routed.label_at;
    let _ = write!(
        svg,
        "<g{taken}><rect x=\"{:.1}\" y=\"{:.1}\" width=\"{widest:.1}\" height=\"{high:.1}\" rx=\"3\" fill=\"#fff\" \
         fill-opacity=\"0.92\"/>",
        x - widest / 2.0,
        y - high / 2.0,
    );
    lines(svg, &routed.label, "label", (x, y - high / 2.0 + LINE / 2.0), SMALL);
    svg.push_str("</g>\n");
}

fn place(svg: &mut String, picture: &Picture, node: &Node, placed: &Placed) {
    let mark = match node.standing.mark() {
        _ if !picture.shows_a_way => "",
        Mark::Untouched => " untouched",
        Mark::Open => " open",
        Mark::Finished => " finished",
        Mark::Cancelled => " cancelled",
    };
    let (kind, round) = match node.kind {
        NodeKind::Begin => return begin(svg, placed),
        NodeKind::Step => ("step", 6.0),
        NodeKind::End => ("end", placed.height / 2.0),
    };
    let _ = write!(
        svg,
        "<g class=\"{kind}{mark}\"><title>{}</title><rect class=\"box\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" \
         height=\"{:.1}\" rx=\"{round:.1}\"/>",
        escaped(&in_one_line(node)),
        placed.x - placed.width / 2.0,
        placed.y - placed.height / 2.0,
        placed.width,
        placed.height,
    );
    let all = (placed.title.len() + placed.small.len()) as f64;
    let first = placed.y - all * LINE / 2.0 + LINE / 2.0;
    lines(svg, &placed.title, "title", (placed.x, first), TITLE);
    lines(svg, &placed.small, "small", (placed.x, first + placed.title.len() as f64 * LINE), SMALL);
    svg.push_str("</g>\n");
}

fn begin(svg: &mut String, placed: &Placed) {
    let _ = writeln!(
        svg,
        "<circle class=\"begin\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"9\"><title>A case begins</title></circle>",
        placed.x, placed.y,
    );
}

fn lines(svg: &mut String, lines: &[String], class: &str, first: (f64, f64), size: f64) {
    for (at, line) in lines.iter().enumerate() {
        let y = first.1 + at as f64 * LINE + size * 0.35;
        let _ = write!(
            svg,
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
            first.0,
            escaped(line),
        );
    }
}

fn in_one_line(node: &Node) -> String {
    let parts = [node.title.clone(), node.detail.clone(), node.words()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// An edge as a sentence.
fn said(picture: &Picture, edge: &Edge) -> String {
    let (from, to) = (&picture.nodes[edge.from], &picture.nodes[edge.to]);
    let mut said = match from.kind {
        NodeKind::Begin => format!("A case begins with {}", to.title),
        NodeKind::Step | NodeKind::End => format!("From {} to {}", from.title, to.title),
    };
    let passes = if edge.passes_to.is_empty() { String::new() } else { format!("to {}", edge.passes_to) };
    let early = if edge.early { "may be sent before the finish" } else { "" };
    let taken = match edge.taken {
        0 => String::new(),
        1 => "taken".to_owned(),
        times => format!("taken {times} times"),
    };
    for part in [edge.label.as_str(), &passes, early, &taken].into_iter().filter(|part| !part.is_empty()) {
        said.push_str(": ");
        said.push_str(part);
    }
    said
}

/// The whole picture for whoever cannot see it.
fn in_words(picture: &Picture) -> String {
    let places = picture.nodes.iter().filter(|node| node.kind == NodeKind::Step).map(in_one_line);
    let ways = picture.edges.iter().map(|edge| said(picture, edge));
    places.chain(ways).map(|said| format!("{said}.")).collect::<Vec<_>>().join(" ")
}
