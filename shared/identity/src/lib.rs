//! Who is calling, and what they may: tokens, policies and the access relation.

mod access;
mod actor;
mod admission;
mod authenticate;
mod caller;
mod copy;
mod directory_copy;
mod folders;
mod migrations;
mod names;
mod policies;
mod tokens;

pub use access::{Absent, Access, InboxRef};
pub use actor::{Actor, Covered};
pub use admission::Admission;
pub use authenticate::{Authenticate, Authenticated};
pub use caller::{Caller, CallerKind, caller};
pub use copy::CopyOfPeople;
pub use directory_copy::DirectoryCopy;
pub use folders::InFolder;
pub use migrations::{function_migrations, table_migrations};
pub use names::comparable;
pub use policies::{Policies, PoliciesError, Resource};
pub use tokens::{Issuer, IssuerError, Keys, KeysError, TokenSource, Trust, Verifier};
