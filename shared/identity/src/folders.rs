//! Why something stands in a person's folder.

use contracts::r#type::v1::{FolderGround, FolderPlace, WorkerRef};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

/// What the SQL function `folders` says of a list, as columns or JSON of a row of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, FromRow)]
pub struct InFolder {
    /// A number of `permanence.type.v1.FolderGround`.
    pub ground: i32,
    /// In whose place the folder's owner sees it; themselves for what is their own.
    pub whose_id: Uuid,
    /// How others see that worker.
    pub whose_name: String,
}

impl From<&InFolder> for FolderPlace {
    fn from(place: &InFolder) -> Self {
        let InFolder { ground, whose_id, whose_name } = place;
        let own = *ground == i32::from(FolderGround::Own);
        let whose = WorkerRef { worker_id: whose_id.to_string(), display_name: whose_name.clone() };
        Self { ground: *ground, whose: (!own).then_some(whose) }
    }
}
