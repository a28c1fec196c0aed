//! Where everything stands in a drawing.

use super::text::{width, wrapped};
use crate::domain::picture::{Edge, Node, NodeKind, Picture};
use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel, RankDir,
    graph::{Graph, GraphOptions},
    layout,
    layout::types::LabelPos,
};

/// The size of titles, and of what is said beside them.
pub(super) const TITLE: f64 = 14.0;
pub(super) const SMALL: f64 = 12.0;
/// From one line of text to the next.
pub(super) const LINE: f64 = 18.0;

const WIDEST_TITLE: f64 = 210.0;
const WIDEST_LABEL: f64 = 170.0;
const PADDING: f64 = 14.0;
const MARGIN: f64 = 24.0;

/// A drawing's measures; all in pixels, from the top left.
pub(in crate::domain::picture) struct Layout {
    pub(in crate::domain::picture) width: f64,
    pub(in crate::domain::picture) height: f64,
    pub(in crate::domain::picture) nodes: Vec<Placed>,
    pub(super) edges: Vec<Routed>,
}

/// A node with its place and its lines of text.
pub(in crate::domain::picture) struct Placed {
    /// The middle.
    pub(in crate::domain::picture) x: f64,
    pub(in crate::domain::picture) y: f64,
    pub(in crate::domain::picture) width: f64,
    pub(in crate::domain::picture) height: f64,
    pub(super) title: Vec<String>,
    pub(super) small: Vec<String>,
}

/// An edge with its way and its label.
pub(super) struct Routed {
    pub(super) points: Vec<(f64, f64)>,
    /// The middle of the label.
    pub(super) label_at: (f64, f64),
    pub(super) label: Vec<String>,
}

/// Lays a picture out in layers, what follows below what it follows.
pub(in crate::domain::picture) fn laid_out(picture: &Picture) -> Layout {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: false });
    let mut nodes: Vec<Placed> = picture.nodes.iter().map(measured).collect();
    let mut edges: Vec<Routed> = picture.edges.iter().map(labelled).collect();
    for (place, node) in nodes.iter().enumerate() {
        let size = NodeLabel { width: node.width, height: node.height, ..NodeLabel::default() };
        graph.set_node(place.to_string(), Some(size));
    }
    for (place, (edge, routed)) in picture.edges.iter().zip(&edges).enumerate() {
        let (from, to) = (edge.from.to_string(), edge.to.to_string());
        graph.set_edge(from, to, Some(room_for(edge, &routed.label)), Some(&place.to_string()));
    }
    let options = LayoutOptions {
        rankdir: RankDir::TB,
        nodesep: 40.0,
        edgesep: 24.0,
        ranksep: 40.0,
        marginx: MARGIN,
        marginy: MARGIN,
        ..LayoutOptions::default()
    };
    layout(&mut graph, Some(options));

    for (place, node) in nodes.iter_mut().enumerate() {
        if let Some(found) = graph.node(&place.to_string()) {
            (node.x, node.y) = (found.x.unwrap_or_default(), found.y.unwrap_or_default());
        }
    }
    for (place, (edge, routed)) in picture.edges.iter().zip(&mut edges).enumerate() {
        let (from, to) = (edge.from.to_string(), edge.to.to_string());
        if let Some(found) = graph.edge(&from, &to, Some(&place.to_string())) {
            routed.points = found.points.iter().map(|point| (point.x, point.y)).collect();
            routed.label_at = (found.x.unwrap_or_default(), found.y.unwrap_or_default());
        }
    }
    let (width, height) = extent(&nodes, &edges);
    Layout { width, height, nodes, edges }
}

fn measured(node: &Node) -> Placed {
    if node.kind == NodeKind::Begin {
        return Placed { x: 0.0, y: 0.0, width: 20.0, height: 20.0, title: vec![], small: vec![] };
    }
    let title = wrapped(&node.title, TITLE, WIDEST_TITLE);
    let mut small = wrapped(&node.detail, SMALL, WIDEST_TITLE);
    small.extend(wrapped(&node.words(), SMALL, WIDEST_TITLE));
    let widest = |lines: &[String], size| lines.iter().map(|line| width(line, size)).fold(0.0, f64::max);
    let text = f64::max(widest(&title, TITLE), widest(&small, SMALL));
    let lines = title.len() + small.len();
    Placed {
        x: 0.0,
        y: 0.0,
        width: (text + 2.0 * PADDING).max(90.0).ceil(),
        height: (lines as f64 * LINE + 1.2 * PADDING).ceil(),
        title,
        small,
    }
}

fn labelled(edge: &Edge) -> Routed {
    Routed { points: vec![], label_at: (0.0, 0.0), label: wrapped(&edge.label, SMALL, WIDEST_LABEL) }
}

fn room_for(edge: &Edge, label: &[String]) -> EdgeLabel {
    let widest = label.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max);
    EdgeLabel {
        width: if label.is_empty() { 0.0 } else { widest.ceil() + 8.0 },
        height: label.len() as f64 * LINE,
        labelpos: LabelPos::Center,
        // The way that leads on is drawn straighter than the ways that turn back.
        weight: if edge.to > edge.from { 2 } else { 1 },
        ..EdgeLabel::default()
    }
}

/// All that was placed, with the margin around it.
fn extent(nodes: &[Placed], edges: &[Routed]) -> (f64, f64) {
    let of_nodes = nodes.iter().map(|node| (node.x + node.width / 2.0, node.y + node.height / 2.0));
    let of_edges = edges.iter().flat_map(|edge| edge.points.iter().copied());
    let of_labels = edges.iter().map(|edge| {
        let widest = edge.label.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max);
        (edge.label_at.0 + widest / 2.0, edge.label_at.1 + edge.label.len() as f64 * LINE / 2.0)
    });
    let corners = of_nodes.chain(of_edges).chain(of_labels);
    let (right, bottom) =
        corners.fold((0.0, 0.0), |(right, bottom), (x, y)| (f64::max(right, x), f64::max(bottom, y)));
    ((right + MARGIN).ceil(), (bottom + MARGIN).ceil())
}
