use super::{asked::key, people::signed};
use crate::{
    domain::{
        discussion::ShownAction,
        due_discussion::{ShownDiscussion, record_by},
        page::Page,
    },
    store::discussion_list::{Filter, Place},
};
use contracts::panels::v1::{self as wire, ListDiscussionsRequest};
use fault::{Fault, Fields};

const PAGE_SIZES: (u16, u16) = (100, 500);

/// Which discussions are asked for.
pub struct Discussions {
    /// What to keep.
    pub filter: Filter,
    /// Which part of it.
    pub page: Page<Place>,
}

impl Discussions {
    /// Reads the request of this RPC.
    pub fn read(rpc: &str, request: ListDiscussionsRequest) -> Result<Self, Fault> {
        let filters = ListDiscussionsRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let ListDiscussionsRequest { panel_date, cohort, child_id, unrecorded_only, page_size, page_token } =
            request;
        let mut wrong = Fields::default();
        let filter = Filter {
            panel: wrong.optional_date("panel_date", &panel_date),
            cohort: (!cohort.is_empty()).then(|| key(&mut wrong, "cohort", &cohort)),
            child_id: (!child_id.is_empty()).then(|| wrong.child_id("child_id", &child_id).to_owned()),
            unrecorded_only,
        };
        let (standard, most) = PAGE_SIZES;
        let size = wrong.page_size("page_size", page_size, standard, most).into();
        wrong.finish()?;
        Ok(Self { filter, page: Page::of(rpc, &filters, size, &page_token)? })
    }
}

/// That the working days after a panel are not known is a defect: it took place in a year whose bank holidays were.
impl TryFrom<ShownDiscussion<'_>> for wire::Discussion {
    type Error = Fault;

    fn try_from(ShownDiscussion { due, today }: ShownDiscussion) -> Result<Self, Fault> {
        let recorded = due.discussion.as_ref();
        let shown = |action| wire::PanelAction::from(ShownAction { action, today });
        Ok(Self {
            panel_date: due.panel.to_string(),
            cohort: due.cohort.clone(),
            child_id: due.child_id.clone(),
            actions: recorded.into_iter().flat_map(|it| &it.actions).map(shown).collect(),
            none_needed_because: recorded.map(|it| it.none_needed_because.clone()).unwrap_or_default(),
            recorded: recorded.map(|it| signed(&it.recorded)),
            late: recorded.is_some_and(|it| it.late),
            note_written: recorded.is_some_and(|it| it.noted),
            service_manager: due.service_manager.clone(),
            record_by: record_by(due.panel).map_err(Fault::defect)?.to_string(),
            overdue: due.is_overdue(today).map_err(Fault::defect)?,
            agenda_id: due.agenda_id.to_string(),
            surname: due.child_name.0.clone(),
            first_name: due.child_name.1.clone(),
        })
    }
}
