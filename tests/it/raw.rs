//! Calls whose bytes are made by hand, as a client might send them that keeps to no contract.

use bytes::{Buf, BufMut};
use http::uri::PathAndQuery;
use tests::door::Door;
use tests::insisting::insisting;
use tests::person::Person;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Request, Response, Status};

/// Sends the messages to an RPC, as "permanence.workflow.v1.WorkstepService/SaveWorkstep": one, or several where it takes a
/// stream.
pub(crate) async fn call(by: &Person, rpc: &str, messages: &[Vec<u8>]) -> Result<Vec<u8>, Status> {
    insisting(async || send(by.door(), by.ask(()), rpc, messages).await).await
}

/// The same over any connection, once, with what else the call says.
pub(crate) async fn send(
    over: Door,
    said: Request<()>,
    rpc: &str,
    messages: &[Vec<u8>],
) -> Result<Vec<u8>, Status> {
    let path = PathAndQuery::try_from(format!("/{rpc}")).expect("a path");
    let mut door = Grpc::new(over);
    door.ready().await.expect("it is there");
    let messages = said.map(|()| tokio_stream::iter(messages.to_vec()));
    door.client_streaming(messages, path, Bytes).await.map(Response::into_inner)
}

#[derive(Clone, Copy)]
struct Bytes;

impl Codec for Bytes {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, message: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&message);
        Ok(())
    }
}

impl Decoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining()).to_vec()))
    }
}
