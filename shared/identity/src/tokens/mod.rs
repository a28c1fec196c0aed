//! Tokens: whose are trusted, how they are verified, and where the suite's own come from.

mod claims;
mod issuer;
mod keys;
mod source;
mod trust;
mod verifier;

pub use issuer::{Issuer, IssuerError};
pub use keys::KeysError;
pub use source::TokenSource;
pub use trust::{Keys, Trust};
pub use verifier::Verifier;
