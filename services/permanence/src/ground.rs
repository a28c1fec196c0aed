//! What a suite on this machine stands on: a folder, a database, a signing key, and the council that it will know.

use crate::caller::Caller;
use crate::council::{ADMINISTRATOR, Council, council, load};
use crate::database::{self, appoint, bring};
use crate::failure::Failure;
use crate::home::Home;
use calendar::Clock;
use contracts::gateway::v1::GetPersonViewRequest;
use contracts::gateway::v1::work_view_service_client::WorkViewServiceClient;
use fault::Reason;
use identity::Issuer;
use runtime::Settings;
use runtime::postgres::Server;
use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::transport::{Channel, Endpoint};

/// How long the services may take to hear of the council from the directory.
const HEARD_WITHIN: Duration = Duration::from_secs(20);
/// How long a token of the demonstration is good.
const SIGNED_IN: chrono::Duration = chrono::Duration::hours(1);

pub(crate) struct Ground {
    pub(crate) clock: Clock,
    pub(crate) council: Council,
    pub(crate) settings: Settings,
    home: Home,
    server: Server,
    issuer: Issuer,
}

impl Ground {
    /// Finds or brings everything; with `fresh`, from nothing. A Postgres that is given is somebody else's.
    pub(crate) async fn prepare(
        mut settings: Settings,
        folder: &Path,
        given: Option<String>,
        fresh: bool,
    ) -> Result<Self, Failure> {
        let clock = Clock::system();
        let home = Home::open(folder)?;
        let database::Local { server, settings: database } = bring(&home, given, fresh, &clock).await?;
        settings.database = database;
        settings.tokens.issuer_key = Some(home.issuer_key());
        settings.outside.sealing_key = Some(home.sealing_key());
        settings.outside.application.get_or_insert_with(|| "http://localhost:8080".into());
        let council = council()?;
        let name = council.worker(ADMINISTRATOR).map_or(ADMINISTRATOR, |it| it.name.as_str());
        appoint(&settings.database, &clock, ADMINISTRATOR, name).await?;
        let issuer = Issuer::open(&home.issuer_key(), clock.clone())?;
        Ok(Self { clock, council, settings, home, server, issuer })
    }

    /// The folder in which everything of this suite lies, but perhaps the data of Postgres.
    pub(crate) fn folder(&self) -> &Path {
        self.home.folder()
    }

    /// Where Postgres is and where its data, for people to read.
    pub(crate) fn database(&self) -> Result<String, Failure> {
        let url = database::shown(&self.settings.database);
        Ok(if self.server.is_own() {
            format!("{url}, its data in {}", self.home.postgres()?.display())
        } else {
            format!("{url}, as DATABASE_URL says")
        })
    }

    /// Somebody of the council, signed in.
    pub(crate) fn sign_in(&self, gateway: &Channel, subject: &str) -> Result<Caller, Failure> {
        Ok(Caller::new(gateway.clone(), &self.issuer.token(subject, SIGNED_IN)?)?)
    }

    /// Records the council unless it is there, and waits until every service knows it.
    pub(crate) async fn bring_council(&self, gateway: &Channel) -> Result<(), Failure> {
        let patience = Instant::now() + HEARD_WITHIN;
        let mut loaded = false;
        loop {
            match self.council_is_known(gateway).await? {
                Known::Everywhere => return Ok(()),
                Known::NotYet if !loaded => {
                    load(&self.council, &self.sign_in(gateway, ADMINISTRATOR)?, &self.clock).await?;
                    loaded = true;
                }
                _ if Instant::now() > patience => return Err(Failure::Slow(HEARD_WITHIN)),
                _ => sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Asks for the child that is recorded last, as their social worker: all three services must know both.
    async fn council_is_known(&self, gateway: &Channel) -> Result<Known, Failure> {
        let Some(child) = self.council.children.last() else { return Ok(Known::Everywhere) };
        let social_worker = self.sign_in(gateway, &child.social_worker)?;
        let message = GetPersonViewRequest { child_id: child.id.clone() };
        let mut views = WorkViewServiceClient::new(social_worker.gateway());
        Ok(match views.get_person_view(social_worker.ask(message)).await {
            Ok(_) => Known::Everywhere,
            Err(status) => match fault::reason_of(&status) {
                Some(Reason::WorkerUnknown | Reason::NotFound) => Known::NotYet,
                _ => Known::Unclear,
            },
        })
    }

    /// Returns once Postgres has ended by itself, if it is our own.
    pub(crate) async fn postgres_ended(&self) {
        self.server.ended().await;
    }

    /// Stops Postgres, if it is our own.
    pub(crate) async fn leave(self) {
        self.server.stop().await;
    }

    /// The same, and throws everything away.
    pub(crate) async fn vanish(self) -> Result<(), Failure> {
        self.server.stop().await;
        self.home.clear_postgres()?;
        Ok(std::fs::remove_dir_all(self.home.folder())?)
    }
}

enum Known {
    Everywhere,
    NotYet,
    Unclear,
}

/// A channel to a server of this machine, connected with the first call.
pub(crate) fn channel(address: &str) -> Result<Channel, Failure> {
    let unreachable = |error| Failure::Unreachable(address.to_owned(), error);
    let endpoint = Endpoint::from_shared(format!("http://{address}")).map_err(unreachable)?;
    Ok(endpoint.tcp_nodelay(true).connect_lazy())
}
