//! A whole suite in this process, with the demonstration's council.

use crate::batch::Unsuccessful;
use crate::caller::Caller;
use crate::command::Place;
use crate::council::bring_panel;
use crate::failure::Failure;
use crate::ground::{Ground, channel};
use crate::suite::Suite;
use crate::tell::line;
use contracts::panels::v1::Agenda;
use runtime::postgres::given;
use runtime::{Settings, ToldToStop};
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

/// Why a suite was stopped.
pub(crate) enum Ending {
    /// What it was brought up for is done.
    Done,
    /// Somebody wanted this process to stop before that.
    ToldToStop,
}

impl Local {
    /// Brings everything up, with `fresh` from nothing, does this with it, and stops everything: once this is done, or before
    /// when Postgres ends by itself or somebody wants this process to stop. Once there is a Postgres to stop, neither SIGTERM nor
    /// Ctrl-C ends the process in any other way; what comes while the rest is brought up is heeded as soon as it is up.
    pub(crate) async fn during(
        settings: Settings,
        place: &Place,
        fresh: bool,
        this: impl AsyncFnOnce(&Self) -> Result<(), Failure>,
    ) -> Result<Ending, Failure> {
        let taken = |error| Failure::Taken(place.listen, error);
        let socket = TcpListener::bind(place.listen).await.map_err(taken)?;
        let ground = Ground::prepare(settings, &place.data.data, given(), fresh).await?;
        let mut told = ToldToStop::listen()?;
        let local = Self::on(ground, socket, place.replicas).await?;
        let ended = tokio::select! {
            done = this(&local) => done.map(|()| Ending::Done),
            () = told.wait() => Ok(Ending::ToldToStop),
            () = local.ground.postgres_ended() => Err(Failure::PostgresEnded),
        };
        if !matches!(ended, Ok(Ending::Done)) {
            line("stopping");
        }
        local.stop().await;
        ended
    }

    async fn on(ground: Ground, socket: TcpListener, replicas: u8) -> Result<Self, Failure> {
        let suite = Suite::start(ground.settings.clone(), socket, replicas, &ground.clock).await?;
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
    async fn stop(self) {
        self.suite.stop().await;
        self.ground.leave().await;
    }
}
