//! The read of a picture: one query, the policy, an audit entry, the drawing.

use super::{
    convert::{PictureOf, media_type},
    read::Read,
};
use crate::{
    domain::picture::Picture,
    ops::Desk,
    rpc,
    store::{
        process::VersionId,
        way::{self, Drawn, Subject},
    },
};
use contracts::workflow::v1::RenderProcessResponse;
use fault::{Fault, Refusal};
use identity::Caller;

pub(super) async fn render_process(
    desk: &Desk,
    caller: &Caller,
    asked: PictureOf,
) -> Result<RenderProcessResponse, Fault> {
    let PictureOf { subject, format } = asked;
    let seen = way::find(&desk.pool, &caller.subject, &subject).await?;
    let child_id = seen.found.as_ref().map(|found| found.child_id.clone()).unwrap_or_default();
    let (mut read, _) = Read::of_many(desk, caller, seen.access.clone(), rpc::RENDER_PROCESS)?;
    // A case's way is part of the child's record: whoever may not open the case does not see where it went.
    if matches!(subject, Subject::Case(_)) {
        Read::of_record(desk, caller, seen.access, rpc::GET_CASE, &child_id)?;
        read = read.noting(|entry| entry.child(&child_id));
    }
    let name = named(&subject);
    let Drawn { child_id: _, version, way } = seen.found.ok_or_else(|| Refusal::not_found(&name))?;
    let process = desk.processes.of_case(&desk.pool, &version.process_id, version.version).await?;
    read.noting(|entry| entry.subject(name)).left().await?;
    let picture = Picture::of(&process, way.as_ref()).drawn_as(format);
    let VersionId { process_id, version } = version;
    Ok(RenderProcessResponse { process_id, version, media_type: media_type(format).to_owned(), picture })
}

fn named(subject: &Subject) -> String {
    match subject {
        Subject::Process(version) => format!("process/{}", version.process_id),
        Subject::Case(case_id) => format!("case/{case_id}"),
    }
}
