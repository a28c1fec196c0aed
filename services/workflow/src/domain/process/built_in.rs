//! The processes that come with the software.

/// "Permanency Process (Long Term Fostering)", August 2023, version 4.2.
pub const LONG_TERM_FOSTERING: &str = include_str!("../../../processes/long-term-fostering.yaml");

/// All of them, as files to load.
pub const BUILT_IN: &[&str] = &[LONG_TERM_FOSTERING];
