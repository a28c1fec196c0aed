//! A file on its way out: what it is, then its bytes in pieces.

use crate::export::{Table, Text};
use contracts::panels::v1::ExportedFile;
use fault::Fault;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use tonic::Status;

/// How many bytes a piece has at most.
const PIECE_BYTES: usize = 256 << 10;

/// How many lines of a table go together.
const LINES: usize = 500;

/// A file as the messages of a call.
pub(super) type Parts<M> = BoxStream<'static, Result<M, Status>>;

/// A file that is ready to go.
pub(super) struct File {
    what: ExportedFile,
    pieces: BoxStream<'static, Result<Vec<u8>, Fault>>,
}

impl File {
    /// A file of that name and media type, of these bytes.
    pub(super) fn whole((name, ending): (&str, &str), media_type: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let pieces: Vec<_> = bytes.chunks(PIECE_BYTES).map(|piece| Ok(piece.to_vec())).collect();
        Self::streamed((name, ending), media_type, bytes.len(), stream::iter(pieces).boxed())
    }

    /// A table as text, whose lines are made while they go.
    pub(super) fn table(name: &str, table: Table, text: Text) -> Result<Self, Fault> {
        let byte_count = table.text_size(text);
        let lines = stream::iter(table.into_lines(text)).chunks(LINES);
        Self::text((name, text), byte_count, lines.map(|lines| Ok(lines.concat())).boxed())
    }

    /// Text of so many bytes, which are made while they go.
    pub(super) fn text(
        (name, text): (&str, Text),
        byte_count: usize,
        bytes: BoxStream<'static, Result<Vec<u8>, Fault>>,
    ) -> Result<Self, Fault> {
        let (ending, media_type) = match text {
            Text::Csv => ("csv", "text/csv; charset=utf-8"),
            Text::Json => ("json", "application/json"),
        };
        Self::streamed((name, ending), media_type, byte_count, bytes)
    }

    fn streamed(
        (name, ending): (&str, &str),
        media_type: &str,
        byte_count: usize,
        bytes: BoxStream<'static, Result<Vec<u8>, Fault>>,
    ) -> Result<Self, Fault> {
        let what = ExportedFile {
            file_name: format!("{name}.{ending}"),
            media_type: media_type.to_owned(),
            byte_count: i64::try_from(byte_count).map_err(Fault::defect)?,
        };
        let pieces = bytes.flat_map(|bytes| match bytes {
            Ok(bytes) => {
                let pieces: Vec<_> = bytes.chunks(PIECE_BYTES).map(|piece| Ok(piece.to_vec())).collect();
                stream::iter(pieces)
            }
            Err(fault) => stream::iter(vec![Err(fault)]),
        });
        Ok(Self { what, pieces: pieces.boxed() })
    }

    /// As messages: one that says what it is, then one for each piece.
    pub(super) fn messages<M: Send + 'static>(
        self,
        first: fn(ExportedFile) -> M,
        piece: fn(Vec<u8>) -> M,
    ) -> Parts<M> {
        let pieces = self.pieces.map(move |bytes| bytes.map(piece).map_err(Status::from));
        stream::once(std::future::ready(Ok(first(self.what)))).chain(pieces).boxed()
    }
}
