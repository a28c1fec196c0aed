//! A process as a picture, and a case's way through it.

use crate::{council::Council, refusals::refused};
use contracts::workflow::v1::{PictureFormat, RenderProcessRequest, RenderProcessResponse};
use fault::{Reason, field_violations_of};

async fn rendered(council: &Council, subject: &str, asked: RenderProcessRequest) -> RenderProcessResponse {
    council.processes(subject).render_process(asked).await.expect("a picture").into_inner()
}

fn of_process(process_id: &str, version: i32, format: PictureFormat) -> RenderProcessRequest {
    RenderProcessRequest {
        process_id: process_id.into(),
        version,
        case_id: String::new(),
        format: format.into(),
    }
}

fn of_case(case_id: &str, format: PictureFormat) -> RenderProcessRequest {
    RenderProcessRequest { case_id: case_id.into(), format: format.into(), ..RenderProcessRequest::default() }
}

#[tokio::test]
async fn a_version_of_a_process_is_drawn_as_mermaid_and_as_svg() {
    let council = Council::new().await;
    let svg = rendered(&council, "ada", of_process("long-term-fostering", 0, PictureFormat::Svg)).await;
    assert_eq!((svg.version, svg.media_type.as_str()), (1, "image/svg+xml"));
    assert!(svg.picture.starts_with("<svg") && svg.picture.contains("SC Permanence Panel and"));
    let mermaid = rendered(&council, "sam", of_process("home-visit", 1, PictureFormat::Mermaid)).await;
    assert_eq!(mermaid.media_type, "text/vnd.mermaid");
    assert!(mermaid.picture.contains("flowchart TB") && mermaid.picture.contains("Review of the visit"));
}

#[tokio::test]
async fn a_case_is_drawn_with_its_way_and_where_it_stands() {
    let council = Council::new().await;
    let visit = council.finished_visit(&["to_letter"]).await;
    council.start("sam", &visit.children_ids[0]).await;
    let mermaid = rendered(&council, "priya", of_case(&visit.case_id, PictureFormat::Mermaid)).await;
    assert_eq!((mermaid.process_id.as_str(), mermaid.version), ("home-visit", 1));
    for said in ["✓ 1 finished", "● 1 started", " open\n", " untouched\n", "linkStyle"] {
        assert!(mermaid.picture.contains(said), "{said} in {}", mermaid.picture);
    }
    let svg = rendered(&council, "priya", of_case(&visit.case_id, PictureFormat::Svg)).await;
    assert!(svg.picture.contains("Letter after the visit"));
    assert!(!svg.picture.contains("Sam") && !svg.picture.contains("Chloe"), "nobody's name is in it");
    let entry =
        "select count(*) from workflow.audit_entry where rpc like '%/RenderProcess' and child_id = '3549863'";
    assert_eq!(council.count(entry).await, 2);
}

#[tokio::test]
async fn a_step_that_was_sent_before_the_finish_is_a_way_that_was_taken() {
    let council = Council::new().await;
    let step = council.approved_visit(&["to_review"]).await;
    let send = contracts::workflow::v1::SendNextActionRequest {
        request_id: council.id(),
        workstep_id: step.workstep_id.clone(),
        next_action: Some(crate::edits::action("to_letter")),
    };
    council.worksteps("sam").send_next_action(send).await.unwrap();
    let svg = rendered(&council, "sam", of_case(&step.case_id, PictureFormat::Svg)).await;
    assert!(svg.picture.contains("<title>From Home visit to Letter after the visit:"), "{}", svg.picture);
    let taken = svg.picture.matches(": taken</title>").count();
    assert_eq!(
        taken, 2,
        "the beginning and what was sent; what is only queued is no way yet: {}",
        svg.picture
    );
}

#[tokio::test]
async fn what_is_not_there_or_not_for_the_caller_is_refused() {
    let council = Council::new().await;
    let opened = council.open_case().await.case.unwrap();
    let svg = PictureFormat::Svg;
    for missing in
        [of_process("no-such", 0, svg), of_process("home-visit", 9, svg), of_case(&council.id(), svg)]
    {
        refused(council.processes("sam").render_process(missing).await, Reason::NotFound);
    }
    refused(
        council.processes("ada").render_process(of_case(&opened.case_id, svg)).await,
        Reason::NotPermitted,
    );
    for (field, wrong) in [
        ("format", RenderProcessRequest { format: 0, ..of_process("home-visit", 0, svg) }),
        ("format", RenderProcessRequest { format: 77, ..of_process("home-visit", 0, svg) }),
        ("process_id", of_process("", 0, svg)),
        ("version", of_process("home-visit", -1, svg)),
        (
            "process_id",
            RenderProcessRequest { process_id: "home-visit".into(), ..of_case(&opened.case_id, svg) },
        ),
        ("case_id", of_case("1", svg)),
    ] {
        let status = refused(council.processes("sam").render_process(wrong).await, Reason::FieldInvalid);
        assert_eq!(field_violations_of(&status)[0].field, field);
    }
}
