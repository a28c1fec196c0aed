//! `reason.proto` promises a code for every reason: the code that we answer with.

use fault::{Reason, class_of, name_of};
use prost::Message;
use prost_types::FileDescriptorSet;
use std::collections::BTreeMap;
use tonic::Code;

/// Every reason's comment by the reason's full name, as it stands in `reason.proto`.
fn comments() -> BTreeMap<String, String> {
    let set = FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
    let file = set.file.iter().find(|file| file.package() == "permanence.errors.v1").unwrap();
    let reasons = &file.enum_type[0];
    assert_eq!(reasons.name(), "Reason");
    // The path of a value's comment: enum_type (5), the first, value (2), its index.
    let locations = &file.source_code_info.as_ref().unwrap().location;
    let comment = |index: usize| {
        let path = [5, 0, 2, i32::try_from(index).unwrap()];
        locations.iter().find(|location| location.path == path).unwrap().leading_comments().to_owned()
    };
    reasons.value.iter().enumerate().map(|(index, value)| (value.name().to_owned(), comment(index))).collect()
}

/// `CODE` in "REASON_ETAG_STALE: CODE. Somebody changed it", or in "REASON_X: CODE, with".
fn promised_code(name: &str, comment: &str) -> String {
    let rest = comment.trim().strip_prefix(&format!("{name}: "));
    let rest = rest.unwrap_or_else(|| panic!("{name}: its comment does not begin with its name and a code"));
    rest.chars().take_while(|char| char.is_ascii_uppercase() || *char == '_').collect()
}

fn wire_name(code: Code) -> String {
    let mut name = String::new();
    for char in format!("{code:?}").chars() {
        if char.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(char.to_ascii_uppercase());
    }
    name
}

#[test]
fn every_reason_comes_with_the_code_that_its_comment_promises() {
    let comments = comments();
    assert!(comments.len() > 60, "the comments were not found");
    for (name, comment) in &comments {
        let reason = Reason::from_str_name(name).unwrap();
        if reason == Reason::Unspecified {
            assert!(comment.contains("never leaves a service"));
            continue;
        }
        assert_eq!(wire_name(class_of(reason).code()), promised_code(name, comment), "{name}");
    }
}

#[test]
fn names_go_out_without_their_prefix() {
    assert_eq!(name_of(Reason::EtagStale), "ETAG_STALE");
}
