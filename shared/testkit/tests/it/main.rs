//! What the tests of all other crates stand on.

mod database;
mod run;
