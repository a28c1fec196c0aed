use sha2::{Digest, Sha256};

/// The id of a command that is asked for in these words: whoever asks for the same has the same, so that a retry, or a
/// scheduler that runs a job twice, gets the first answer.
pub(crate) fn request_id(words: &[&str]) -> String {
    let mut digest = Sha256::new();
    for word in words {
        digest.update((word.len() as u64).to_be_bytes());
        digest.update(word);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

#[cfg(test)]
mod tests {
    use super::request_id;

    #[test]
    fn the_same_words_are_the_same_command_and_others_another() {
        let asked = request_id(&["draw", "2026-11-26", ""]);
        assert_eq!(asked, request_id(&["draw", "2026-11-26", ""]));
        assert_ne!(asked, request_id(&["draw", "2026-11-26"]));
        assert_ne!(asked, request_id(&["draw", "2026-11-2", "6"]));
        assert!(uuid::Uuid::parse_str(&asked).is_ok());
    }
}
