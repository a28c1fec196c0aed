//! Receiving a file: stored and hashed as it streams in, never in memory as a whole.

use super::convert::Metadata;
use crate::{
    domain::extract_import::{Upload, WantedImport},
    ops::{Command, Desk},
    reading::Limits,
    store::{self, upload::PIECE_BYTES},
};
use contracts::panels::v1::{ImportExtractRequest, import_extract_request::Part};
use fault::{Fault, Fields, Reason, Refusal, describe};
use sha2::{Digest, Sha256};
use tonic::{Status, Streaming};
use uuid::Uuid;

/// How a workbook begins; of anything else more is read.
const ZIP: &[u8] = b"PK";

/// Receives all of an upload. Refused with `FIELD_INVALID` and `EXTRACT_TOO_LARGE`.
pub(super) async fn receive(
    desk: &Desk,
    id: Uuid,
    mut stream: Streaming<ImportExtractRequest>,
) -> Result<Command<WantedImport>, Status> {
    let first = stream.message().await?.and_then(|message| message.part);
    let metadata = match first {
        Some(Part::Metadata(metadata)) => Metadata::read(metadata)?,
        Some(Part::Piece(_)) | None => return Err(out_of_place("metadata", "comes first").into()),
    };
    store::upload::begin(&desk.pool, id).await.map_err(Fault::from)?;
    let mut incoming = Incoming { id, ..Incoming::default() };
    while let Some(message) = stream.message().await? {
        match message.part {
            Some(Part::Piece(bytes)) => incoming.take(desk, &bytes).await?,
            Some(Part::Metadata(_)) => return Err(out_of_place("metadata", "comes once").into()),
            None => return Err(out_of_place("piece", "is missing").into()),
        }
    }
    Ok(metadata.command(incoming.end(desk).await?))
}

/// Throws what was stored of an upload away unless it was received as a whole.
pub(super) async fn discarding<T>(
    desk: &Desk,
    id: Uuid,
    receiving: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    let received = receiving.await;
    if received.is_err()
        && let Err(error) = store::upload::discard(&desk.pool, id).await
    {
        tracing::warn!(error = %describe(&error), "an upload that was cut off is thrown away only later");
    }
    received
}

/// What has come of a file.
#[derive(Default)]
struct Incoming {
    id: Uuid,
    piece: Vec<u8>,
    pieces: i32,
    byte_count: u64,
    begins: Vec<u8>,
    digest: Sha256,
}

impl Incoming {
    async fn take(&mut self, desk: &Desk, mut bytes: &[u8]) -> Result<(), Fault> {
        self.begins.extend(bytes.iter().take(ZIP.len().saturating_sub(self.begins.len())));
        self.byte_count += bytes.len() as u64;
        self.expect_no_more_than(Limits::default())?;
        self.digest.update(bytes);
        while !bytes.is_empty() {
            let (fits, rest) = bytes.split_at(bytes.len().min(PIECE_BYTES - self.piece.len()));
            self.piece.extend_from_slice(fits);
            bytes = rest;
            if self.piece.len() == PIECE_BYTES {
                self.store(desk).await?;
            }
        }
        Ok(())
    }

    fn expect_no_more_than(&self, limits: Limits) -> Result<(), Refusal> {
        let most = if self.begins == ZIP { limits.packed } else { limits.unpacked };
        if self.byte_count <= most {
            return Ok(());
        }
        let refusal = Refusal::new(Reason::ExtractTooLarge, "no extract is that large");
        Err(refusal.with("most_bytes", most))
    }

    async fn store(&mut self, desk: &Desk) -> Result<(), Fault> {
        store::upload::add(&desk.pool, self.id, self.pieces, &self.piece).await?;
        self.pieces += 1;
        self.piece.clear();
        Ok(())
    }

    async fn end(mut self, desk: &Desk) -> Result<Upload, Fault> {
        if self.byte_count == 0 {
            return Err(out_of_place("piece", "is missing: the file is empty"));
        }
        if !self.piece.is_empty() {
            self.store(desk).await?;
        }
        Ok(Upload {
            id: self.id,
            byte_count: self.byte_count.cast_signed(),
            sha256: self.digest.finalize().into(),
        })
    }
}

fn out_of_place(field: &str, description: &str) -> Fault {
    let mut wrong = Fields::default();
    wrong.refuse(field, description);
    wrong.into()
}
