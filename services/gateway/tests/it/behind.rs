//! A server behind the gateway: HTTP/2 as gRPC uses it, and nothing of the contracts unless a test brings it.

use bytes::{BufMut, Bytes, BytesMut};
use futures::FutureExt;
use http::{HeaderMap, Request, Response};
use http_body_util::StreamBody;
use prost::Message;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use tonic::body::Body;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::pb::HealthCheckResponse;
use tonic_health::pb::health_check_response::ServingStatus;

pub(crate) type Call = Request<axum::body::Body>;
pub(crate) type Frame = http_body::Frame<Bytes>;

/// A running server, on a runtime of its own. It says that it serves; everything else is up to a test.
pub(crate) struct Behind {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<HeaderMap>>>,
    machine: Option<Runtime>,
    drain: Option<oneshot::Sender<()>>,
}

impl Behind {
    /// Answers every call as `answer` does.
    pub(crate) async fn answering<A, F>(answer: A) -> Self
    where
        A: Fn(Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        Self::answering_at("127.0.0.1:0".parse().unwrap(), answer).await
    }

    /// The same at an address that was another's before.
    pub(crate) async fn answering_at<A, F>(address: SocketAddr, answer: A) -> Self
    where
        A: Fn(Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Response<Body>> + Send + 'static,
    {
        let machine = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = machine.spawn(TcpListener::bind(address)).await.unwrap().unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<HeaderMap>>> = Arc::default();
        let noting = seen.clone();
        let noted = move |call: Call| {
            let asked_how_it_is = call.uri().path().starts_with("/grpc.health.v1.Health/");
            let answering = (!asked_how_it_is).then(|| {
                noting.lock().unwrap().push(call.headers().clone());
                answer(call)
            });
            async {
                match answering {
                    Some(answering) => answering.await,
                    None => message(&HealthCheckResponse { status: ServingStatus::Serving.into() }),
                }
            }
        };
        let routes = Routes::from(axum::Router::new().fallback(noted));
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let (drain, draining) = oneshot::channel::<()>();
        let serving =
            Server::builder().add_routes(routes).serve_with_incoming_shutdown(incoming, draining.map(drop));
        machine.spawn(serving);
        Self { address, seen, machine: Some(machine), drain: Some(drain) }
    }

    /// The headers of every call so far; asking for health is none.
    pub(crate) fn seen(&self) -> Vec<HeaderMap> {
        self.seen.lock().unwrap().clone()
    }

    /// Takes no new connections, and lets what is under way end.
    pub(crate) fn drain(&mut self) {
        drop(self.drain.take());
    }

    /// Is gone like a machine that lost its power: connections and all.
    pub(crate) fn die(self) {}
}

impl Drop for Behind {
    fn drop(&mut self) {
        if let Some(machine) = self.machine.take() {
            machine.shutdown_background();
        }
    }
}

/// An answer of these frames.
pub(crate) fn frames(frames: Vec<Frame>) -> Response<Body> {
    let frames = frames.into_iter().map(Ok::<_, tonic::Status>);
    grpc(Body::new(StreamBody::new(tokio_stream::iter(frames))))
}

/// An answer with this body.
pub(crate) fn grpc(body: Body) -> Response<Body> {
    Response::builder().header("content-type", "application/grpc").body(body).unwrap()
}

/// The trailers of a call that went well.
pub(crate) fn ok() -> HeaderMap {
    HeaderMap::from_iter([(http::HeaderName::from_static("grpc-status"), "0".parse().unwrap())])
}

/// A message that ends well.
pub(crate) fn message(message: &impl Message) -> Response<Body> {
    frames(vec![Frame::data(framed(&message.encode_to_vec())), Frame::trailers(ok())])
}

/// A refusal as a service of ours makes it.
pub(crate) fn refusal(refusal: fault::Refusal) -> Response<Body> {
    tonic::Status::from(refusal).into_http()
}

/// Bytes as one message of gRPC's framing.
pub(crate) fn framed(message: &[u8]) -> Bytes {
    let mut framed = BytesMut::new();
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.len()).unwrap());
    framed.put_slice(message);
    framed.freeze()
}
