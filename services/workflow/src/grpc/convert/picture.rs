//! What a picture is asked of.

use crate::{
    domain::picture::Format,
    store::{process::VersionId, way::Subject},
};
use contracts::workflow::v1::{PictureFormat, RenderProcessRequest};
use fault::{Fault, Fields};

const LONGEST_KEY: usize = 100;

/// The request for a picture.
pub(in crate::grpc) struct PictureOf {
    /// Of what.
    pub(in crate::grpc) subject: Subject,
    /// How it is drawn.
    pub(in crate::grpc) format: Format,
}

impl TryFrom<RenderProcessRequest> for PictureOf {
    type Error = Fault;

    fn try_from(request: RenderProcessRequest) -> Result<Self, Fault> {
        let RenderProcessRequest { process_id, version, case_id, format } = request;
        let mut wrong = Fields::default();
        let format = match wrong.one_of("format", format) {
            PictureFormat::Svg => Format::Svg,
            PictureFormat::Mermaid | PictureFormat::Unspecified => Format::Mermaid,
        };
        let subject = match wrong.optional_uuid("case_id", &case_id) {
            Some(case_id) => {
                wrong.require("process_id", process_id.is_empty(), "is the case's own");
                wrong.require("version", version == 0, "is the case's own");
                Subject::Case(case_id)
            }
            None => {
                wrong.text("process_id", &process_id, 1, LONGEST_KEY);
                wrong.require("version", version >= 0, "is negative");
                Subject::Process(VersionId { process_id, version })
            }
        };
        wrong.finish()?;
        Ok(Self { subject, format })
    }
}

/// What a browser or an editor knows the text by.
pub(in crate::grpc) fn media_type(format: Format) -> &'static str {
    match format {
        Format::Mermaid => "text/vnd.mermaid",
        Format::Svg => "image/svg+xml",
    }
}
