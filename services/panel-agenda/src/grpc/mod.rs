//! The RPCs: thin trait impls over commands (`ops`) and reads (`store`).

mod care_data;
mod convert;
mod copy;
mod export;
pub(crate) mod feed;
mod file;
mod off_list;
mod panels;
mod read;
mod read_agendas;
mod read_children;
mod read_imports;
mod read_panels;
mod read_rules;
mod receive;
mod referred;
mod tracker;
mod whose;

pub(crate) use care_data::CareData;
pub(crate) use copy::Copies;
pub(crate) use panels::Panels;
pub(crate) use tracker::Tracker;
