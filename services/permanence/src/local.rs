//! A whole suite in this process, with the demonstration's council.

use crate::batch::Unsuccessful;
use crate::caller::Caller;
use crate::command::Place;
use crate::council::bring_panel;
use crate::failure::Failure;
use crate::ground::{Ground, channel};
use crate::suite::Suite;
use contracts::panels::v1::Agenda;
use runtime::Settings;
use runtime::postgres::given;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tonic::transport::Channel;

pub(crate) struct Local {
    pub(crate) ground: Ground,
    /// The agenda of the next panel, drawn; why not, where the calendar does not reach so far.
    pub(crate) panel: Result<Agenda, Unsuccessful>,
    suite: Suite,
    gateway: Channel,
}

impl Local {
    /// Brings everything up; with `fresh`, from nothing.
    pub(crate) async fn up(settings: Settings, place: &Place, fresh: bool) -> Result<Self, Failure> {
        let taken = |error| Failure::Taken(place.listen, error);
        let socket = TcpListener::bind(place.listen).await.map_err(taken)?;
        let ground = Ground::prepare(settings, &place.data.data, given(), fresh).await?;
        let suite = Suite::start(ground.settings.clone(), socket, place.replicas, &ground.clock).await?;
        let gateway = channel(&suite.address().to_string())?;
        ground.bring_council(&gateway).await?;
        let panel = bring_panel(&ground, &gateway).await?;
        Ok(Self { ground, panel, suite, gateway })
    }

    /// Where the gateway listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.suite.address()
    }

    /// Somebody of the council, signed in.
    pub(crate) fn sign_in(&self, subject: &str) -> Result<Caller, Failure> {
        self.ground.sign_in(&self.gateway, subject)
    }

    /// The panel that is prepared, in a line for people.
    pub(crate) fn panel(&self) -> String {
        match &self.panel {
            Ok(agenda) => format!(
                "The Permanence Panel on {}, {}: {} of the children are on its agenda, {} are not",
                agenda.panel_date, agenda.cohort_title, agenda.listed_count, agenda.not_listed_count
            ),
            Err(why) => format!("No Permanence Panel is prepared: {why}"),
        }
    }

    /// Stops the services, then Postgres.
    pub(crate) async fn stop(self) {
        self.suite.stop().await;
        self.ground.leave().await;
    }
}
