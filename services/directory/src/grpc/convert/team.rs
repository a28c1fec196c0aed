use super::page_size;
use crate::{
    domain::{
        page::{List, Page},
        place::NamePlace,
        stamp::Read,
        team::{Team, WantedTeam},
        text::line,
    },
    ops::Command,
};
use contracts::directory::v1::{self, ListTeamsRequest, UpdateTeamRequest};
use fault::{Fault, Fields};

impl From<&Team> for v1::Team {
    fn from(team: &Team) -> Self {
        let Team { id, name, stamp } = team;
        Self { team_id: id.to_string(), name: name.clone(), etag: stamp.etag() }
    }
}

/// The request for the teams.
pub(crate) struct ListTeams {
    /// Which part of them.
    pub page: Page<NamePlace>,
}

impl ListTeams {
    /// Reads the request of this RPC.
    pub(crate) fn read(rpc: &str, request: ListTeamsRequest) -> Result<Self, Fault> {
        let ListTeamsRequest { page_size: size, page_token } = request;
        let mut wrong = Fields::default();
        let size = page_size(&mut wrong, size);
        wrong.finish()?;
        let list = List::new(rpc, &ListTeamsRequest::default());
        let after = list.after(&page_token)?;
        Ok(Self { page: Page { list, size, after } })
    }
}

impl TryFrom<UpdateTeamRequest> for Command<WantedTeam> {
    type Error = Fault;

    fn try_from(request: UpdateTeamRequest) -> Result<Self, Fault> {
        let body_hash = eventlog::body_hash(&request);
        let UpdateTeamRequest { request_id, team, allow_missing } = request;
        let mut wrong = Fields::default();
        let request_id = wrong.uuid("request_id", &request_id);
        let v1::Team { team_id, name, etag } = wrong.present("team", team);
        let id = wrong.uuid("team.team_id", &team_id);
        let name = line(&mut wrong, "team.name", &name, 1, 200);
        wrong.finish()?;
        Ok(Self {
            request_id,
            body_hash,
            wanted: WantedTeam { id, name, read: Read { etag, allow_missing } },
        })
    }
}
