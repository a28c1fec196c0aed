//! Calls whose bytes are made by hand, as a client might send them that keeps to no contract.

use bytes::{Buf, BufMut};
use http::uri::PathAndQuery;
use tests::insisting::insisting;
use tests::person::Person;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Response, Status};

/// Sends the bytes to an RPC, as "permanence.workflow.v1.WorkstepService/SaveWorkstep".
pub(super) async fn call(by: &Person, rpc: &str, message: Vec<u8>) -> Result<Vec<u8>, Status> {
    let path = PathAndQuery::try_from(format!("/{rpc}")).expect("a path");
    insisting(async || send(by, path.clone(), message.clone()).await).await
}

async fn send(by: &Person, path: PathAndQuery, message: Vec<u8>) -> Result<Vec<u8>, Status> {
    let mut door = Grpc::new(by.door());
    door.ready().await.expect("the gateway is there");
    door.unary(by.ask(message), path, Bytes).await.map(Response::into_inner)
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
