use base64::{Engine, prelude::BASE64_STANDARD};
use fault::{Fault, Reason, Refusal};
use prost::Message;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a repeat of the command is answered with, for at least seven days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Receipt {
    caller: String,
    rpc: &'static str,
    request_id: Uuid,
    body_hash: String,
    answer: String,
}

impl Receipt {
    /// The receipt of one command. `caller` and `rpc` as they are given to `recall(caller, rpc, request_id)`.
    pub fn of(
        caller: impl Into<String>,
        rpc: &'static str,
        request_id: Uuid,
        body_hash: [u8; 32],
        answer: &impl Message,
    ) -> Self {
        Self {
            caller: caller.into(),
            rpc,
            request_id,
            body_hash: BASE64_STANDARD.encode(body_hash),
            answer: BASE64_STANDARD.encode(answer.encode_to_vec()),
        }
    }
}

/// SHA-256 of a request, `request_id` included: what tells a repeat from another command under the same id.
pub fn body_hash(request: &impl Message) -> [u8; 32] {
    Sha256::digest(request.encode_to_vec()).into()
}

/// What `recall(caller, rpc, request_id)` tells about a request.
#[derive(Clone, Debug, PartialEq)]
pub enum Recalled {
    /// It did not come before.
    New,
    /// It came before and was answered with this message, encoded.
    Repeat(Vec<u8>),
    /// Its id came before with another body.
    Reused,
}

/// Reads the two columns that a load gets from `left join lateral recall(...) on true`.
pub fn recalled(body_hash: &[u8; 32], kept_hash: Option<Vec<u8>>, kept_answer: Option<Vec<u8>>) -> Recalled {
    match (kept_hash, kept_answer) {
        (Some(kept_hash), Some(answer)) if kept_hash == body_hash => Recalled::Repeat(answer),
        (Some(_), _) => Recalled::Reused,
        (None, _) => Recalled::New,
    }
}

impl Recalled {
    /// The first answer, for a repeat; `None` for a new request. Refused with `REQUEST_ID_REUSED`. Ask access first: an
    /// answer is repeated only to somebody who may still see it.
    pub fn answer<M: Message + Default>(self) -> Result<Option<M>, Fault> {
        match self {
            Recalled::New => Ok(None),
            Recalled::Repeat(answer) => M::decode(answer.as_slice()).map(Some).map_err(Fault::defect),
            Recalled::Reused => Err(Refusal::new(
                Reason::RequestIdReused,
                "the same request_id came before with another body",
            )
            .into()),
        }
    }
}
