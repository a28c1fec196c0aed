use super::page_size;
use crate::{
    domain::{
        child::{Child, Details, WantedChild},
        page::{List, Page},
        place::ChildPlace,
        text::line,
    },
    ops::Command,
};
use contracts::directory::v1::{self, RegisterChildRequest, SearchChildrenRequest, UpdateChildRequest};
use fault::{Fault, Fields};

impl From<&Child> for v1::Child {
    fn from(child: &Child) -> Self {
        let Child { id, details, stamp } = child;
        Self {
            child_id: id.clone(),
            first_name: details.first_name.clone(),
            surname: details.surname.clone(),
            date_of_birth: details.date_of_birth.map_or_else(String::new, |date| date.to_string()),
            gender: details.gender.clone(),
            etag: stamp.etag(),
        }
    }
}

impl TryFrom<RegisterChildRequest> for Command<WantedChild> {
    type Error = Fault;

    fn try_from(request: RegisterChildRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let RegisterChildRequest { request_id, child } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let wanted = read_child(&mut wrong, child);
        wrong.require("child.etag", wanted.etag.is_empty(), "is not empty");
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

impl TryFrom<UpdateChildRequest> for Command<WantedChild> {
    type Error = Fault;

    fn try_from(request: UpdateChildRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let UpdateChildRequest { request_id, child } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let wanted = read_child(&mut wrong, child);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted })
    }
}

/// A search for children.
pub(crate) struct SearchChildren {
    /// What was typed.
    pub query: String,
    /// Which part of what is found.
    pub page: Page<ChildPlace>,
}

impl SearchChildren {
    /// Reads the request of this RPC.
    pub(crate) fn read(rpc: &str, request: SearchChildrenRequest) -> Result<Self, Fault> {
        let filters = SearchChildrenRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let SearchChildrenRequest { query, page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let query = line(&mut wrong, "query", &query, 0, 200);
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { query, page: Page { list, size, after } })
    }
}

fn read_child(wrong: &mut Fields, child: Option<v1::Child>) -> WantedChild {
    let v1::Child { child_id, first_name, surname, date_of_birth, gender, etag } =
        wrong.present("child", child);
    let details = Details {
        first_name: line(wrong, "child.first_name", &first_name, 1, 100),
        surname: line(wrong, "child.surname", &surname, 1, 100),
        date_of_birth: wrong.optional_date("child.date_of_birth", &date_of_birth),
        gender: line(wrong, "child.gender", &gender, 0, 100),
    };
    WantedChild { id: wrong.child_id("child.child_id", &child_id).to_owned(), details, etag }
}
