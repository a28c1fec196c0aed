use super::{Edge, Format, Mark, Node, NodeKind, Passed, Picture, Standing, Way, svg::laid_out};
use crate::domain::{
    case::Progress,
    process::{LONG_TERM_FOSTERING, Process},
};
use roxmltree::Document;

fn process() -> Process {
    Process::load(LONG_TERM_FOSTERING).expect("the process of the software")
}

fn passed(kind: &str, progress: Progress, followed_by: &[&str]) -> Passed {
    let followed_by = followed_by.iter().map(|action| (*action).to_owned()).collect();
    Passed { kind: kind.to_owned(), progress, followed_by }
}

/// Family finding went round once, and a match that was sent from the second round was cancelled.
fn way() -> Way {
    Way(vec![
        passed("child_in_care_review", Progress::Finished, &["start_permanency_planning"]),
        passed("permanency_planning", Progress::Finished, &["to_agency_decision"]),
        passed("agency_decision", Progress::Finished, &["adm_agrees"]),
        passed("family_finding_request", Progress::Finished, &["to_family_finding"]),
        passed("family_finding", Progress::Finished, &["family_finding_again"]),
        passed("family_finding", Progress::Started, &["to_information_sharing"]),
        passed("information_sharing", Progress::Cancelled, &[]),
    ])
}

fn node<'a>(picture: &'a Picture, title: &str) -> &'a Node {
    picture.nodes.iter().find(|node| node.title == title).unwrap_or_else(|| panic!("no node {title}"))
}

fn edge<'a>(picture: &'a Picture, from: &str, label: &str) -> &'a Edge {
    let fits = |edge: &&Edge| picture.nodes[edge.from].title == from && edge.label == label;
    picture.edges.iter().find(fits).unwrap_or_else(|| panic!("no edge {label} from {from}"))
}

#[test]
fn every_step_and_every_next_action_is_in_the_picture() {
    let process = process();
    let picture = Picture::of(&process, None);
    let actions: usize = process.steps.iter().map(|step| step.next_actions.len()).sum();
    assert_eq!(picture.edges.len(), actions + 1, "and the beginning");
    let (mermaid, svg) = (picture.drawn_as(Format::Mermaid), picture.drawn_as(Format::Svg));
    let words = Document::parse(&svg)
        .expect("XML")
        .root_element()
        .descendants()
        .filter_map(|it| it.text())
        .collect::<String>();
    for step in &process.steps {
        for title in step.next_actions.iter().map(|action| &action.title).chain([&step.title]) {
            assert!(mermaid.contains(&title[..]), "mermaid lacks {title}");
            assert!(words.contains(&title[..]), "the words of the drawing lack {title}");
        }
    }
}

#[test]
fn what_is_called_as_the_step_it_leads_to_is_said_once() {
    let picture = Picture::of(&process(), None);
    let agreed = edge(
        &picture,
        "SC Agency Decision Maker Permanence Decision",
        "SC ADM Agrees Permanence Plan, Start Family Finding",
    );
    assert_eq!(picture.nodes[agreed.to].title, "SC Permanence Family Finding Request");
    let sharing = edge(&picture, "SC Permanence Family Finding Meeting / Review", "");
    assert_eq!((sharing.from, sharing.label.as_str()), (sharing.to, ""), "family finding again comes first");
    let early: Vec<&str> = picture
        .edges
        .iter()
        .filter(|edge| edge.early)
        .map(|edge| picture.nodes[edge.to].title.as_str())
        .collect();
    assert_eq!(early, ["SC Permanence Information Sharing Meeting"]);
    assert_eq!(node(&picture, "ADM disagreed").kind, NodeKind::End);
    assert_eq!(agreed.passes_to, "child's social worker");
}

#[test]
fn a_cases_way_and_where_it_stands_are_drawn_into_it() {
    let picture = Picture::of(&process(), Some(&way()));
    for (title, mark, words) in [
        ("SC Permanency Planning Process", Mark::Finished, "✓ 1 finished"),
        ("SC Permanence Family Finding Meeting / Review", Mark::Open, "● 1 started, 1 finished"),
        ("SC Permanence Information Sharing Meeting", Mark::Cancelled, "✕ 1 cancelled"),
        ("SC Permanence Placement", Mark::Untouched, ""),
    ] {
        let node = node(&picture, title);
        assert_eq!((node.standing.mark(), node.words().as_str()), (mark, words), "{title}");
    }
    let finding = "SC Permanence Family Finding Meeting / Review";
    let again = picture.edges.iter().find(|edge| edge.from == edge.to).expect("the way back");
    assert_eq!(again.taken, 1);
    assert_eq!(edge(&picture, finding, "Review recorded (NFA)").taken, 0);
    let taken = picture.edges.iter().filter(|edge| edge.taken > 0).count();
    assert_eq!(taken, 7, "the beginning, four steps on, once again, and the match");

    let mermaid = picture.drawn_as(Format::Mermaid);
    for look in ["class n5 open\n", "class n6 cancelled\n", "class n1,n2,n3,n4 finished\n", "linkStyle 0,"] {
        assert!(mermaid.contains(look), "{look} in {mermaid}");
    }
    let svg = picture.drawn_as(Format::Svg);
    let document = Document::parse(&svg).expect("XML");
    let of_class = |class: &str| {
        let groups = document.descendants().filter(|it| it.attribute("class") == Some(class));
        groups.filter_map(|it| it.first_element_child()?.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    let [open] = of_class("step open").try_into().expect("one place is open");
    assert!(open.starts_with(finding) && open.ends_with("● 1 started, 1 finished"), "{open}");
    assert_eq!(of_class("step finished").len(), 4);
}

#[test]
fn an_end_that_was_reached_is_marked() {
    let way = Way(vec![passed("child_in_care_review", Progress::Finished, &["no_plan_agreed"])]);
    let picture = Picture::of(&process(), Some(&way));
    assert_eq!(node(&picture, "No plan agreed").words(), "✓ reached");
    assert_eq!(node(&picture, "No longer required").words(), "");
}

#[test]
fn no_box_lies_over_another_and_all_lie_inside_the_drawing() {
    for picture in [Picture::of(&process(), None), Picture::of(&process(), Some(&way()))] {
        let layout = laid_out(&picture);
        let edges_of = |at: usize| {
            let node = &layout.nodes[at];
            let (half_width, half_height) = (node.width / 2.0, node.height / 2.0);
            (node.x - half_width, node.x + half_width, node.y - half_height, node.y + half_height)
        };
        for one in 0..layout.nodes.len() {
            let (left, right, top, bottom) = edges_of(one);
            assert!(left >= 0.0 && top >= 0.0 && right <= layout.width && bottom <= layout.height);
            for other in 0..one {
                let (other_left, other_right, other_top, other_bottom) = edges_of(other);
                let apart =
                    right <= other_left || other_right <= left || bottom <= other_top || other_bottom <= top;
                assert!(apart, "{} lies over {}", picture.nodes[one].title, picture.nodes[other].title);
            }
        }
        let on = picture.edges.iter().filter(|edge| edge.to > edge.from).count();
        let down =
            picture.edges.iter().filter(|edge| layout.nodes[edge.to].y > layout.nodes[edge.from].y).count();
        assert!(down >= on, "what follows stands below");
    }
}

#[test]
fn a_title_cannot_be_taken_for_markup_or_for_a_word_of_the_language() {
    let nasty = "a\"]--><script>alert('x')</script>\u{1}&amp; end\n#quot;";
    let place = |kind| Node {
        kind,
        title: nasty.to_owned(),
        detail: nasty.to_owned(),
        standing: Standing::default(),
    };
    let edge = Edge { from: 0, to: 1, label: nasty.into(), passes_to: nasty.into(), early: true, taken: 2 };
    let picture = Picture {
        title: nasty.to_owned(),
        nodes: vec![place(NodeKind::Step), place(NodeKind::End)],
        edges: vec![edge],
        shows_a_way: true,
    };
    let svg = picture.drawn_as(Format::Svg);
    let document = Document::parse(&svg).expect("XML");
    assert!(!document.descendants().any(|it| it.has_tag_name("script")));
    let mermaid = picture.drawn_as(Format::Mermaid);
    assert!(!mermaid.contains("<script") && !mermaid.contains("a\"]"), "{mermaid}");
}

#[test]
fn the_same_picture_is_always_the_same_text() {
    let drawn = |format| Picture::of(&process(), Some(&way())).drawn_as(format);
    assert_eq!(drawn(Format::Svg), drawn(Format::Svg));
    assert_eq!(drawn(Format::Mermaid), drawn(Format::Mermaid));
}
