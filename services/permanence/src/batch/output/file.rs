//! Bytes on their way out.

use super::super::Unsuccessful;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Prints bytes as they are. A reader that went away (a closed pipe) is no failure of the command.
pub(super) fn to_standard_output(bytes: &[u8]) -> Result<(), Unsuccessful> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Unsuccessful::NotWritten("standard output".into(), error))
        }
        _ => Ok(()),
    }
}

/// Puts a file in its place whole or not at all: whoever reads the old one goes on reading it. Only its owner may read it.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?.to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}.draft", std::process::id()));
    let written = private(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let placed = written.and_then(|()| std::fs::rename(&draft, path));
    if placed.is_err()
        && let Err(error) = std::fs::remove_file(&draft)
    {
        tracing::debug!(%error, "there is no draft to take away");
    }
    placed
}

fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn a_file_takes_the_place_of_another_whole_and_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("agenda.csv");
        put(&path, b"first").unwrap();
        put(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
        assert!(put(&folder.path().join("nowhere/agenda.csv"), b"lost").is_err());
    }
}
