//! Etags: what is read with a thing and sent back with a change of it.

/// The etag of a thing at that version. To callers it is opaque.
pub fn of(version: i64) -> String {
    version.to_string()
}

/// The version that an etag stands for; none when it is no etag of ours.
pub fn version(etag: &str) -> Option<i64> {
    etag.parse().ok()
}
