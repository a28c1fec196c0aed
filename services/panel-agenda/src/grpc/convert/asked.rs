//! What calls ask for.

use crate::{
    domain::{
        agenda::Wanted,
        extract::SerialDates,
        extract_import::{Upload, WantedImport},
        page::Page,
    },
    ops::Command,
    store::{
        agenda_child::{Part, Whose},
        agenda_list, import_issue,
    },
};
use chrono::NaiveDate;
use contracts::panels::v1::{
    self as wire, AgendaPart, DrawAgendaRequest, ExplainChildRequest, ExtractMetadata, GetAgendaRequest,
    ImportIssueKind, ListAgendasRequest, ListBlindSpotsRequest, ListImportIssuesRequest,
};
use fault::{Fault, Fields};
use prost::Message;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const LONGEST_FILE_NAME: usize = 200;
const LONGEST_KEY: usize = 60;
const LONGEST_NAME: usize = 1_000;
const LONGEST_RULES: usize = 200_000;
/// The rows of a page unless asked for otherwise, and at most: of children and rows, and of agendas.
const PAGE_SIZES: (u16, u16) = (100, 500);
const PAGE_SIZES_OF_AGENDAS: (u16, u16) = (50, 200);

/// What an upload begins with.
pub struct Metadata {
    request_id: Uuid,
    sent: Vec<u8>,
    file_name: String,
    as_of: NaiveDate,
    serial_dates: Option<SerialDates>,
    only_new: bool,
}

impl Metadata {
    /// Reads the first message of an upload.
    pub fn read(metadata: ExtractMetadata) -> Result<Self, Fault> {
        let sent = metadata.encode_to_vec();
        let ExtractMetadata { request_id, file_name, as_of, serial_dates, only_new } = metadata;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("metadata.request_id", &request_id);
        wrong.text("metadata.file_name", &file_name, 1, LONGEST_FILE_NAME);
        let as_of = wrong.date("metadata.as_of", &as_of);
        let serial_dates = match wire::SerialDates::try_from(serial_dates) {
            Ok(wire::SerialDates::From1900) => Some(SerialDates::From1900),
            Ok(wire::SerialDates::From1904) => Some(SerialDates::From1904),
            Ok(wire::SerialDates::Unspecified) => None,
            Err(_) => {
                wrong.refuse("metadata.serial_dates", "is not one of its values");
                None
            }
        };
        wrong.finish()?;
        Ok(Self { request_id, sent, file_name, as_of, serial_dates, only_new })
    }

    /// The command that the upload is, now that all of it is there.
    pub fn command(self, upload: Upload) -> Command<WantedImport> {
        let body = Sha256::new().chain_update(&self.sent).chain_update(upload.sha256);
        let Self { request_id, file_name, as_of, serial_dates, only_new, .. } = self;
        let wanted = WantedImport { upload, file_name, as_of, serial_dates, only_new };
        Command { request_id, body_hash: body.finalize().into(), wanted }
    }
}

/// Which issues of an import are asked for.
pub struct IssuesOf {
    /// What to keep.
    pub filter: import_issue::Filter,
    /// Which part of it.
    pub page: Page<import_issue::Place>,
}

impl IssuesOf {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListImportIssuesRequest) -> Result<Self, Fault> {
        let filters = ListImportIssuesRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListImportIssuesRequest { extract_import_id, rejected_only, kind, page_size, page_token } =
            request;
        let mut wrong = Fields::default();
        let extract_import_id = wrong.uuid("extract_import_id", &extract_import_id);
        wrong.require("kind", ImportIssueKind::try_from(kind).is_ok(), "is not one of its values");
        let size = size(&mut wrong, page_size, PAGE_SIZES);
        wrong.finish()?;
        let kind = i16::try_from(kind).ok().filter(|kind| *kind != 0);
        let filter = import_issue::Filter { extract_import_id, rejected_only, kind };
        Ok(Self { filter, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

impl TryFrom<DrawAgendaRequest> for Command<Wanted> {
    type Error = Fault;

    fn try_from(request: DrawAgendaRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let DrawAgendaRequest {
            request_id,
            panel_date,
            cohort,
            extract_import_id,
            validate_only,
            rules_yaml,
            agenda_id,
            fresh_only,
        } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let panel = wrong.date("panel_date", &panel_date);
        let cohort = wrong.optional_text("cohort", &cohort, LONGEST_KEY).map(str::to_owned);
        let extract = wrong.optional_uuid("extract_import_id", &extract_import_id);
        let rules = wrong.optional_text("rules_yaml", &rules_yaml, LONGEST_RULES).map(str::to_owned);
        wrong.require("rules_yaml", rules.is_none() || validate_only, "is for a preview only");
        let redrawn = wrong.optional_uuid("agenda_id", &agenda_id);
        let alone = cohort.is_none() && extract.is_none() && rules.is_none() && !fresh_only;
        wrong.require("agenda_id", redrawn.is_none() || validate_only, "is for a preview only");
        wrong.require("agenda_id", redrawn.is_none() || alone, "is drawn again from what it records alone");
        wrong.finish()?;
        let wanted = Wanted { panel, cohort, extract, preview: validate_only, rules, redrawn, fresh_only };
        Ok(Self { request_id, body_hash, wanted })
    }
}

/// Which children of an agenda are asked for.
pub struct AgendaChildren {
    /// The agenda.
    pub agenda_id: Uuid,
    /// Which of them.
    pub part: Part,
    /// Only those of whoever is asking.
    pub mine: bool,
    /// Which part of those: after that child.
    pub page: Page<String>,
}

impl AgendaChildren {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: GetAgendaRequest) -> Result<Self, Fault> {
        let filters = GetAgendaRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let GetAgendaRequest {
            agenda_id,
            part,
            service_manager,
            filter,
            page_size,
            page_token,
            service_manager_id,
            mine,
        } = request;
        let mut wrong = Fields::default();
        let agenda_id = wrong.uuid("agenda_id", &agenda_id);
        let service_manager = wrong.optional_text("service_manager", &service_manager, LONGEST_NAME);
        let manager = wrong.optional_uuid("service_manager_id", &service_manager_id);
        let filter = wrong.optional_text("filter", &filter, LONGEST_KEY);
        let part = match AgendaPart::try_from(part) {
            Ok(AgendaPart::Listed | AgendaPart::Unspecified) => {
                wrong.require("filter", filter.is_none(), "took off none of those who are listed");
                Part::Listed(Whose { said: service_manager.map(str::to_owned), kept: manager, own: None })
            }
            Ok(AgendaPart::NotListed) => {
                let description = "narrows those who are listed only";
                wrong.require("service_manager", service_manager.is_none(), description);
                wrong.require("service_manager_id", manager.is_none(), description);
                wrong.require("mine", !mine, description);
                Part::NotListed { by: filter.map(str::to_owned), own: None }
            }
            Err(_) => {
                wrong.refuse("part", "is not one of its values");
                Part::Listed(Whose::default())
            }
        };
        let size = size(&mut wrong, page_size, PAGE_SIZES);
        wrong.finish()?;
        Ok(Self { agenda_id, part, mine, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

/// Which agendas are asked for.
pub struct Agendas {
    /// What to keep.
    pub filter: agenda_list::Filter,
    /// Which part of it.
    pub page: Page<agenda_list::Place>,
}

impl Agendas {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListAgendasRequest) -> Result<Self, Fault> {
        let filters = ListAgendasRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListAgendasRequest { panel_date, cohort, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let panel = wrong.optional_date("panel_date", &panel_date);
        let cohort = (!cohort.is_empty()).then(|| key(&mut wrong, "cohort", &cohort));
        let size = size(&mut wrong, page_size, PAGE_SIZES_OF_AGENDAS);
        wrong.finish()?;
        let filter = agenda_list::Filter { panel, cohort };
        Ok(Self { filter, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

/// Which child is to be explained.
pub struct Child {
    /// The council's own id.
    pub child_id: String,
    /// The extract; none for the newest.
    pub extract: Option<Uuid>,
    /// The panel; none for the next.
    pub panel: Option<NaiveDate>,
}

impl Child {
    /// Reads the request.
    pub fn read(request: ExplainChildRequest) -> Result<Self, Fault> {
        let ExplainChildRequest { child_id, extract_import_id, panel_date } = request;
        let mut wrong = Fields::default();
        wrong.child_id("child_id", &child_id);
        let extract = wrong.optional_uuid("extract_import_id", &extract_import_id);
        let panel = wrong.optional_date("panel_date", &panel_date);
        wrong.finish()?;
        Ok(Self { child_id, extract, panel })
    }
}

/// Of which extract blind spots are asked for.
pub struct BlindSpots {
    /// The extract; none for the newest.
    pub extract: Option<Uuid>,
    /// Which part: after that child.
    pub page: Page<String>,
}

impl BlindSpots {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListBlindSpotsRequest) -> Result<Self, Fault> {
        let filters = ListBlindSpotsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListBlindSpotsRequest { extract_import_id, page_size, page_token } = request;
        let mut wrong = Fields::default();
        let extract = wrong.optional_uuid("extract_import_id", &extract_import_id);
        let size = size(&mut wrong, page_size, PAGE_SIZES);
        wrong.finish()?;
        Ok(Self { extract, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

/// A key of the rules. Nothing else gets into the audit entry, which says by what a list was narrowed.
pub(super) fn key(wrong: &mut Fields, field: &str, raw: &str) -> String {
    let fits = raw.len() <= LONGEST_KEY
        && raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    wrong.require(field, fits, "is no key of the rules");
    raw.to_owned()
}

fn size(wrong: &mut Fields, raw: i32, (standard, most): (u16, u16)) -> usize {
    wrong.page_size("page_size", raw, standard, most).into()
}
