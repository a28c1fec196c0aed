//! The hash of an agenda, made while it is drawn: an agenda of all England need not be held in memory to be sealed.

use super::{Considered, Inputs};
use crate::domain::data_file::hex;
use sha2::{Digest, Sha256};

/// SHA-256 over the agenda's lines: its inputs, then each child in the order of their ids, each as JSON with a line feed.
pub struct Seal {
    digest: Sha256,
    last: String,
}

/// A child that could not be sealed.
#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    /// Children are sealed in the order of their ids, each once: otherwise the same agenda would have several hashes.
    #[error("a child was sealed out of order")]
    OutOfOrder,
    /// It could not be written down.
    #[error("a child could not be written down")]
    Unwritten(#[from] serde_json::Error),
}

impl Seal {
    /// Begins with what the agenda is drawn from.
    pub fn begin(inputs: &Inputs) -> Result<Self, serde_json::Error> {
        let mut seal = Self { digest: Sha256::new(), last: String::new() };
        seal.add_line(&serde_json::to_vec(inputs)?);
        Ok(seal)
    }

    /// Adds the next child, and gives the line that was added: it is what is kept of the child.
    pub fn add(&mut self, child: &Considered) -> Result<Vec<u8>, NotSealed> {
        if *self.last >= *child.child_id() {
            return Err(NotSealed::OutOfOrder);
        }
        child.child_id().clone_into(&mut self.last);
        let line = serde_json::to_vec(child)?;
        self.add_line(&line);
        Ok(line)
    }

    pub(super) fn add_line(&mut self, line: &[u8]) {
        self.digest.update(line);
        self.digest.update(b"\n");
    }

    /// The hash, in hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.digest.finalize())
    }
}
