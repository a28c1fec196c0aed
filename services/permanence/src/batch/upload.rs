//! An export on its way to the service, in pieces, and the wait until it is read.

use super::arguments::Serials;
use super::progress::{reading, uploading};
use super::{Door, Unsuccessful, request_id};
use chrono::NaiveDate;
use contracts::panels::v1::{
    ExtractImport, ExtractImportState, ExtractMetadata, GetImportRequest, ImportExtractRequest,
    import_extract_request::Part,
};
use futures::stream::{self, Stream};
use indicatif::ProgressBar;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tonic::{Code, Status};

/// How many bytes go in a message.
const PIECE_BYTES: usize = 256 << 10;
/// How long a part of the suite may be away before the upload is given up, and how long is waited between.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(200);
/// How often it is looked how far the reading is.
const LOOK: Duration = Duration::from_millis(200);

/// A file that is to be handed in.
pub(crate) struct Upload {
    file: PathBuf,
    byte_count: u64,
    sha256: String,
    metadata: ExtractMetadata,
}

impl Upload {
    /// An export made on that day. It is read once, to know it again: the same bytes of the same day are the same command. With
    /// `only_new` it is refused where they were handed in as the export of an earlier day.
    pub(crate) fn of(
        file: &Path,
        as_of: NaiveDate,
        serials: Option<Serials>,
        only_new: bool,
    ) -> Result<Self, Unsuccessful> {
        let (byte_count, sha256) =
            digest(file).map_err(|error| Unsuccessful::File(file.to_owned(), error))?;
        if byte_count == 0 {
            return Err(Unsuccessful::Empty(file.to_owned()));
        }
        let file_name =
            file.file_name().map(|name| name.to_string_lossy().chars().take(200).collect::<String>());
        let file_name = file_name.unwrap_or_default();
        let serial_dates = Serials::given(serials);
        let as_of = as_of.to_string();
        let new = if only_new { "only new" } else { "" };
        let words = ["ImportExtract", &sha256, &as_of, &file_name, serial_dates.as_str_name(), new];
        let metadata = ExtractMetadata {
            request_id: request_id(&words),
            as_of,
            serial_dates: serial_dates.into(),
            only_new,
            file_name,
        };
        Ok(Self { file: file.to_owned(), byte_count, sha256, metadata })
    }

    fn messages(
        &self,
        file: File,
        bar: ProgressBar,
    ) -> impl Stream<Item = ImportExtractRequest> + Send + use<> {
        let metadata = ImportExtractRequest { part: Some(Part::Metadata(self.metadata.clone())) };
        let pieces = stream::unfold((file, false), move |(mut file, broken)| {
            let bar = bar.clone();
            async move {
                if broken {
                    return None;
                }
                match piece(&mut file) {
                    Ok(bytes) if bytes.is_empty() => None,
                    Ok(bytes) => {
                        bar.inc(bytes.len() as u64);
                        Some((ImportExtractRequest { part: Some(Part::Piece(bytes)) }, (file, false)))
                    }
                    // A message without a part is refused: half a file must not be taken for a whole one.
                    Err(_) => Some((ImportExtractRequest { part: None }, (file, true))),
                }
            }
        });
        futures::StreamExt::chain(stream::iter([metadata]), pieces)
    }
}

/// Hands the file in; again while a part of the suite is away.
pub(crate) async fn hand_in(door: &Door, upload: &Upload) -> Result<ExtractImport, Unsuccessful> {
    let patience = Instant::now() + PATIENCE;
    let import = loop {
        match sent(door, upload).await? {
            Err(status) if status.code() == Code::Unavailable && Instant::now() < patience => {
                sleep(PAUSE).await
            }
            answer => break answer?,
        }
    };
    if import.sha256 == upload.sha256 { Ok(import) } else { Err(Unsuccessful::Changed(upload.file.clone())) }
}

async fn sent(door: &Door, upload: &Upload) -> Result<Result<ExtractImport, Status>, Unsuccessful> {
    let file = File::open(&upload.file).map_err(|error| Unsuccessful::File(upload.file.clone(), error))?;
    let bar = uploading(upload.byte_count);
    let messages = upload.messages(file, bar.clone());
    let answer = door.care_data().import_extract(door.caller.ask(messages)).await;
    bar.finish_and_clear();
    Ok(match answer {
        Ok(answer) => Ok(answer.into_inner().extract_import.unwrap_or_default()),
        Err(status) => Err(status),
    })
}

/// Waits until the import is read. Refused where the file is no extract, and where it is not read in time.
pub(crate) async fn read(
    door: &Door,
    mut import: ExtractImport,
    within: Duration,
) -> Result<ExtractImport, Unsuccessful> {
    let patience = Instant::now() + within;
    let bar = reading();
    loop {
        bar.set_position(import.progress_percent.unsigned_abs().into());
        match import.state() {
            ExtractImportState::Read => return Ok(import),
            ExtractImportState::Refused => {
                let refusal = import.refusal.unwrap_or_default();
                return Err(Unsuccessful::NoExtract { reason: refusal.reason, message: refusal.message });
            }
            _ if Instant::now() > patience => return Err(Unsuccessful::NotRead(import.extract_import_id)),
            _ => sleep(LOOK).await,
        }
        import = import_of(door, &import.extract_import_id).await?;
    }
}

/// An import as it stands.
pub(super) async fn import_of(door: &Door, id: &str) -> Result<ExtractImport, Unsuccessful> {
    let message = GetImportRequest { extract_import_id: id.to_owned() };
    let seen = door.caller.insist(message, async |it| door.care_data().get_import(it).await).await?;
    seen.extract_import.ok_or(Unsuccessful::Incomplete("no import"))
}

fn piece(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(PIECE_BYTES);
    file.take(PIECE_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut file, mut digest, mut byte_count) = (File::open(path)?, Sha256::new(), 0);
    loop {
        let bytes = piece(&mut file)?;
        if bytes.is_empty() {
            break;
        }
        byte_count += bytes.len() as u64;
        digest.update(&bytes);
    }
    let hex = digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _never_fails = write!(hex, "{byte:02x}");
        hex
    });
    Ok((byte_count, hex))
}
