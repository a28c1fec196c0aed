//! An upload as a file: read where its reader wants, piece by piece from the database, so that it is never in memory as a whole.

use crate::store::{self, upload::PIECE_BYTES};
use sqlx::PgPool;
use std::io::{self, Read, Seek, SeekFrom};
use tokio::runtime::Handle;
use uuid::Uuid;

/// The bytes of an upload. It blocks: for a thread of its own.
pub struct Pieces {
    pool: PgPool,
    runtime: Handle,
    upload_id: Uuid,
    size: u64,
    position: u64,
    /// The piece that was fetched last, by its number.
    piece: Option<(u64, Vec<u8>)>,
}

impl Pieces {
    /// Those of that upload, fetched by that runtime.
    pub fn of(pool: PgPool, runtime: Handle, upload_id: Uuid, size: u64) -> Self {
        Self { pool, runtime, upload_id, size, position: 0, piece: None }
    }

    fn fetch(&self, number: u64) -> io::Result<Vec<u8>> {
        let number = i32::try_from(number).map_err(io::Error::other)?;
        let piece = self.runtime.block_on(store::upload::piece(&self.pool, self.upload_id, number));
        piece.map_err(io::Error::other)
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        let size = PIECE_BYTES as u64;
        let (number, offset) = (self.position / size, self.position % size);
        let piece = match self.piece.take() {
            Some((kept, piece)) if kept == number => piece,
            _ => self.fetch(number)?,
        };
        // Below the size of a piece.
        let unread = piece.get(offset as usize..).unwrap_or_default();
        let length = unread.len().min(buffer.len());
        buffer[..length].copy_from_slice(&unread[..length]);
        self.piece = Some((number, piece));
        self.position += length as u64;
        Ok(length)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        let before = || io::Error::new(io::ErrorKind::InvalidInput, "before the beginning");
        self.position = position.ok_or_else(before)?;
        Ok(self.position)
    }
}
