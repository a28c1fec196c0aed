//! Records a child in the directory whom the extract knows and the directory does not, from the child's row: a case note can only be
//! written for a child who is recorded.

use crate::{
    domain::extract::Kept,
    ops::Desk,
    store::{self, discussion::Note},
};
use contracts::directory::v1::{Child, RegisterChildRequest, child_service_client::ChildServiceClient};
use fault::{Fault, Reason, reason_of};
use identity::TokenSource;
use sha2::{Digest, Sha256};
use tonic::{Request, Status, transport::Channel};
use uuid::{Builder, Uuid};

/// The most characters that the directory takes of a part of a name.
const LONGEST_NAME: usize = 100;

/// What records children.
pub struct Registrar {
    desk: Desk,
    token: TokenSource,
    directory: Channel,
}

impl Registrar {
    /// Records children there, as this service.
    pub fn new(desk: Desk, token: TokenSource, directory: Channel) -> Self {
        Self { desk, token, directory }
    }

    /// Records the child of a note as the extract has them that the panel's agenda was drawn from. A child who is recorded already
    /// is left as they are.
    pub async fn register(&self, note: &Note) -> Result<(), Fault> {
        let codes = &self.desk.rulebook.codes;
        let kept = store::record::on_agenda(&self.desk.pool, codes, note.agenda_id, &note.child_id).await?;
        let kept = kept.ok_or_else(|| Fault::defect("a child who was on an agenda is in no extract"))?;
        let child = child_of(kept);
        let mut request = Request::new(RegisterChildRequest {
            request_id: request_id(&child).to_string(),
            child: Some(child),
        });
        let unavailable = |refused: Status| Fault::unavailable("directory", refused);
        request.metadata_mut().insert("authorization", self.token.bearer()?);
        match ChildServiceClient::new(self.directory.clone()).register_child(request).await {
            Ok(_) => {
                tracing::info!(panel.date = %note.panel_date, "a child is recorded from the extract's row")
            }
            Err(refused) if reason_of(&refused) == Some(Reason::AlreadyExists) => {}
            Err(refused) => return Err(unavailable(refused)),
        }
        Ok(())
    }
}

/// A part of the name that the row lacks is the id, until somebody says the name: the directory records nobody without one.
fn child_of(kept: Kept) -> Child {
    Child {
        first_name: or_id(in_one_line(&kept.first_name), &kept.child_id),
        surname: or_id(in_one_line(&kept.surname), &kept.child_id),
        child_id: kept.child_id,
        date_of_birth: kept.facts.born.map(|born| born.to_string()).unwrap_or_default(),
        gender: in_one_line(&kept.gender),
        etag: String::new(),
    }
}

/// What the directory takes as a name: a cell may be broken into lines, and hold more than anybody is called.
fn in_one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST_NAME).collect::<String>().trim_end().to_owned()
}

fn or_id(name: String, child_id: &str) -> String {
    if name.trim().is_empty() { child_id.to_owned() } else { name }
}

/// The same for the same record, whichever replica asks and however often.
fn request_id(child: &Child) -> Uuid {
    let record = [&child.child_id, &child.first_name, &child.surname, &child.date_of_birth, &child.gender];
    let hashed =
        record.into_iter().fold(Sha256::new(), |hash, text| hash.chain_update(text).chain_update([0]));
    let digest = hashed.finalize();
    Builder::from_random_bytes(std::array::from_fn(|at| digest[at])).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_without_a_name_is_recorded_by_the_id() {
        assert_eq!(or_id(String::new(), "3549863"), "3549863");
        assert_eq!(or_id(" ".into(), "3549863"), "3549863");
        assert_eq!(or_id("Smith".into(), "3549863"), "Smith");
    }

    #[test]
    fn a_name_is_one_line_and_no_longer_than_the_directory_takes() {
        assert_eq!(in_one_line(" Smith\nJones\t(Chloe) "), "Smith Jones (Chloe)");
        assert_eq!(in_one_line(&"Abc ".repeat(60)).chars().count(), 99, "no space at the end");
        assert_eq!(in_one_line(&"é".repeat(150)).chars().count(), LONGEST_NAME);
    }

    #[test]
    fn the_same_record_is_asked_for_under_the_same_id_and_another_under_another() {
        let child = |surname: &str, gender: &str| Child {
            child_id: "3549863".into(),
            surname: surname.into(),
            gender: gender.into(),
            ..Child::default()
        };
        assert_eq!(request_id(&child("Smith", "Female")), request_id(&child("Smith", "Female")));
        assert_ne!(request_id(&child("Smith", "Female")), request_id(&child("Smyth", "Female")));
        assert_ne!(request_id(&child("Smith", "")), request_id(&child("", "Smith")), "each in its place");
    }
}
