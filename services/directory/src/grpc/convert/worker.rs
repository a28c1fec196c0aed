use super::{id_text, page_size};
use crate::{
    domain::{
        departure::WantedDeparture,
        names::search_words,
        page::{List, Page},
        place::WorkerPlace,
        stamp::Read,
        text::{display_name, email, line, phone, worker_subject},
        worker::{Contact, Details, WantedWorker, Worker},
    },
    ops::Command,
    store::worker::Search,
};
use contracts::{
    directory::v1::{self, DeactivateWorkerRequest, SearchWorkersRequest, UpdateWorkerRequest},
    r#type::v1::Role,
};
use fault::{Fault, Fields};

const LONGEST_ETAG: usize = 40;

impl From<&Worker> for v1::Worker {
    fn from(worker: &Worker) -> Self {
        let Worker { id, details, stamp } = worker;
        Self {
            worker_id: id.to_string(),
            display_name: details.display_name.clone(),
            subject: details.subject.clone(),
            roles: details.roles.iter().map(|role| i32::from(*role)).collect(),
            team_id: id_text(details.team_id),
            line_manager_id: id_text(details.line_manager_id),
            active: details.active,
            etag: stamp.etag(),
            email: details.contact.email.clone().unwrap_or_default(),
            phone: details.contact.phone.clone().unwrap_or_default(),
        }
    }
}

impl TryFrom<UpdateWorkerRequest> for Command<WantedWorker> {
    type Error = Fault;

    fn try_from(request: UpdateWorkerRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let UpdateWorkerRequest { request_id, worker, allow_missing } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let v1::Worker {
            worker_id,
            display_name: name,
            subject,
            roles,
            team_id,
            line_manager_id,
            active,
            etag,
            email: at_email,
            phone: at_phone,
        } = wrong.present("worker", worker);
        let details = Details {
            display_name: display_name(&mut wrong, "worker.display_name", &name),
            subject: worker_subject(&mut wrong, "worker.subject", &subject),
            roles: read_roles(&mut wrong, "worker.roles", &roles).into_iter().collect(),
            team_id: wrong.optional_uuid("worker.team_id", &team_id),
            line_manager_id: wrong.optional_uuid("worker.line_manager_id", &line_manager_id),
            active,
            contact: Contact {
                email: email(&mut wrong, "worker.email", &at_email),
                phone: phone(&mut wrong, "worker.phone", &at_phone),
            },
        };
        let id = wrong.uuid("worker.worker_id", &worker_id);
        wrong.finish()?;
        Ok(Self {
            request_id,
            body_hash,
            wanted: WantedWorker { id, details, read: Read { etag, allow_missing } },
        })
    }
}

impl TryFrom<DeactivateWorkerRequest> for Command<WantedDeparture> {
    type Error = Fault;

    fn try_from(request: DeactivateWorkerRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let DeactivateWorkerRequest { request_id, worker_id, etag } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let id = wrong.uuid("worker_id", &worker_id);
        wrong.text("etag", &etag, 1, LONGEST_ETAG);
        wrong.finish()?;
        Ok(Self { request_id, body_hash, wanted: WantedDeparture { id, etag } })
    }
}

/// The Find button's request.
pub(crate) struct SearchWorkers {
    /// What to look for.
    pub search: Search,
    /// Which part of what is found.
    pub page: Page<WorkerPlace>,
}

impl SearchWorkers {
    /// Reads the request of this RPC.
    pub(crate) fn read(rpc: &str, request: SearchWorkersRequest) -> Result<Self, Fault> {
        let filters = SearchWorkersRequest { page_size: 0, page_token: String::new(), ..request.clone() };
        let SearchWorkersRequest {
            name,
            roles,
            team_id,
            inbox_id,
            line_manager_first,
            page_size: size,
            page_token,
        } = request;
        let mut wrong = Fields::default();
        let search = Search {
            words: search_words(&line(&mut wrong, "name", &name, 0, 200)),
            roles: read_roles(&mut wrong, "roles", &roles),
            team_id: wrong.optional_uuid("team_id", &team_id),
            inbox_id: wrong.optional_uuid("inbox_id", &inbox_id),
            line_manager_first,
        };
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &filters);
        let after = list.after(&page_token)?;
        Ok(Self { search, page: Page { list, size, after } })
    }
}

fn read_roles(wrong: &mut Fields, field: &str, raw: &[i32]) -> Vec<Role> {
    raw.iter().enumerate().map(|(at, role)| wrong.one_of(format_args!("{field}[{at}]"), *role)).collect()
}
