//! One service behind the gateway.

use super::answer::Answer;
use super::deadline::deadline_of;
use super::headers::{for_the_next_hop, without_hop_by_hop};
use super::unsent::Unsent;
use crate::limit::UnderWay;
use fault::{BoxError, Fault};
use http::request::Parts;
use http::{Request, Response};
use runtime::Patience;
use std::error::Error;
use tokio::time::timeout;
use tonic::ConnectError;
use tonic::body::Body;
use tonic::transport::Channel;
use tower::{Service, ServiceExt};

/// How often a replica is tried before a call is refused. A replica that has gone is chosen, by lot, until the balancer
/// hears of it, which takes it a second: with half of the replicas gone, one call in four thousand is still refused.
const ATTEMPTS: usize = 12;

/// A service and the way to its replicas.
#[derive(Clone, Debug)]
pub(crate) struct Upstream {
    /// As callers know it, for example `workflow`.
    pub(crate) name: &'static str,
    pub(crate) channel: Channel,
}

impl Upstream {
    /// Passes a call on and its answer back. When no replica can be reached, or none answers in time, the caller learns
    /// which service it was.
    pub(crate) async fn pass(&self, call: Request<Body>, under_way: UnderWay) -> Response<Body> {
        let (mut head, body) = call.into_parts();
        let within = deadline_of(&head.headers);
        let (patience, body) = Patience::with(body);
        for_the_next_hop(&mut head.headers);
        runtime::observe::pass_on(&mut head.headers);
        let reached = patience.wait(self.reach(head, Unsent::new(body)));
        let answer = match within {
            Some(within) => timeout(within, reached).await.map_err(BoxError::from),
            None => Ok(reached.await),
        };
        match answer {
            Ok(Ok(Ok(answer))) => self.hand_back(answer, under_way),
            Ok(Ok(Err(error))) => self.refuse(error),
            Ok(Err(late)) => self.refuse(late.into()),
            Err(late) => self.refuse(late),
        }
    }

    /// Tries another replica for as long as nothing of the call has left: the connection could not be made, or was
    /// closed before the call was written to it.
    async fn reach(&self, head: Parts, body: Unsent) -> Result<Response<Body>, BoxError> {
        let mut attempt = 1;
        loop {
            let call = Request::from_parts(head.clone(), body.lend());
            match self.channel.clone().ready().await?.call(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) if attempt < ATTEMPTS && body.is_whole() && never_left(&error) => attempt += 1,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn hand_back(&self, answer: Response<Body>, under_way: UnderWay) -> Response<Body> {
        let (mut head, body) = answer.into_parts();
        without_hop_by_hop(&mut head.headers);
        Response::from_parts(head, Answer::of(self.name, body, under_way))
    }

    fn refuse(&self, error: BoxError) -> Response<Body> {
        tonic::Status::from(Fault::unavailable(self.name, error)).into_http()
    }
}

fn never_left(error: &tonic::transport::Error) -> bool {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<ConnectError>()
            || error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled)
        {
            return true;
        }
        cause = error.source();
    }
    false
}
