//! The gateway, called with a system's own credentials.

use super::{Gateway, Unsuccessful};
use crate::caller::Caller;
use crate::failure::Failure;
use crate::link::link;
use calendar::Clock;
use contracts::panels::v1::care_data_service_client::CareDataServiceClient;
use contracts::panels::v1::panel_service_client::PanelServiceClient;
use contracts::panels::v1::tracker_service_client::TrackerServiceClient;
use runtime::Settings;
use std::path::Path;
use tonic::transport::Channel;

const TOKEN: &str = "PERMANENCE_TOKEN";
const USUAL: &str = "127.0.0.1:50051";

/// Who calls, and where.
pub(crate) struct Door {
    pub(crate) caller: Caller,
    pub(crate) clock: Clock,
}

impl Door {
    /// By what was typed, and the settings where nothing was. Nothing is connected yet.
    pub(crate) fn open(settings: &Settings, asked: &Gateway) -> Result<Self, Failure> {
        let named = asked.gateway.as_deref().or(settings.peers.get("gateway").map(String::as_str));
        let channel = link(settings, named.unwrap_or(USUAL))?.connect_lazy();
        let token = token(settings, asked)?;
        let caller = Caller::new(channel, token.trim()).map_err(|_| Unsuccessful::NoSuchToken)?;
        Ok(Self::of(caller, Clock::system()))
    }

    /// That of a caller who has one already.
    pub(crate) fn of(caller: Caller, clock: Clock) -> Self {
        Self { caller, clock }
    }

    pub(super) fn care_data(&self) -> CareDataServiceClient<Channel> {
        CareDataServiceClient::new(self.caller.gateway())
    }

    pub(super) fn panels(&self) -> PanelServiceClient<Channel> {
        PanelServiceClient::new(self.caller.gateway())
    }

    pub(super) fn tracker(&self) -> TrackerServiceClient<Channel> {
        TrackerServiceClient::new(self.caller.gateway())
    }
}

fn token(settings: &Settings, asked: &Gateway) -> Result<String, Unsuccessful> {
    if let Some(file) = &asked.token_file {
        return read(file);
    }
    match (std::env::var(TOKEN), &settings.tokens.service_token) {
        (Ok(token), _) if !token.trim().is_empty() => Ok(token),
        (_, Some(file)) => read(file),
        (_, None) => Err(Unsuccessful::NoToken),
    }
}

fn read(file: &Path) -> Result<String, Unsuccessful> {
    let token = std::fs::read_to_string(file);
    token.map_err(|error| Unsuccessful::TokenFile(file.to_owned(), error))
}
