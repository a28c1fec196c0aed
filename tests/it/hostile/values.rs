//! Every field of a message, one at a time, with what nobody should send.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, ReflectMessage, Value};

/// The message with one field spoilt, and the path of that field.
pub(super) struct Spoilt {
    pub(super) what: String,
    pub(super) message: DynamicMessage,
}

/// Ids of what exists, but belongs elsewhere: another's step, another child, another worker.
pub(super) fn spoilt(message: &DynamicMessage, elsewhere: &[String]) -> Vec<Spoilt> {
    let mut all = Vec::new();
    for field in message.descriptor().fields() {
        // A repeat is another test's.
        let standing = message.get_field(&field).into_owned();
        for (how, value) in hostile(&field, &standing, elsewhere) {
            let mut message = message.clone();
            message.set_field(&field, value);
            all.push(Spoilt { what: format!("{}: {how}", field.name()), message });
        }
        all.extend(inside(message, &field, &standing, elsewhere));
    }
    all
}

/// The same for the messages inside a field: one of them in turn.
fn inside(
    message: &DynamicMessage,
    field: &FieldDescriptor,
    standing: &Value,
    elsewhere: &[String],
) -> Vec<Spoilt> {
    let put = |what: String, value: Value| {
        let mut message = message.clone();
        message.set_field(field, value);
        Spoilt { what: format!("{}.{what}", field.name()), message }
    };
    match standing {
        Value::Message(inner) if message.has_field(field) => {
            spoilt(inner, elsewhere).into_iter().map(|it| put(it.what, Value::Message(it.message))).collect()
        }
        Value::List(items) => {
            let Some(Value::Message(first)) = items.first() else { return Vec::new() };
            let instead = |it: Spoilt| {
                let mut items = items.clone();
                items[0] = Value::Message(it.message);
                put(it.what, Value::List(items))
            };
            spoilt(first, elsewhere).into_iter().map(instead).collect()
        }
        Value::Map(entries) => {
            let Some((key, Value::Message(first))) = entries.iter().next() else { return Vec::new() };
            let instead = |it: Spoilt| {
                let mut entries = entries.clone();
                entries.insert(key.clone(), Value::Message(it.message));
                put(it.what, Value::Map(entries))
            };
            spoilt(first, elsewhere).into_iter().map(instead).collect()
        }
        _ => Vec::new(),
    }
}

fn hostile(field: &FieldDescriptor, standing: &Value, elsewhere: &[String]) -> Vec<(String, Value)> {
    let mut values = match (field.is_list(), field.is_map()) {
        (true, _) => lists(standing),
        (_, true) => maps(standing),
        _ => single(&field.kind(), elsewhere),
    };
    values.push(("left out".into(), Value::default_value_for_field(field)));
    values
}

fn single(kind: &Kind, elsewhere: &[String]) -> Vec<(String, Value)> {
    let named = |name: &str, value: Value| (name.to_owned(), value);
    match kind {
        Kind::String => {
            texts(elsewhere).into_iter().map(|(name, text)| (name, Value::String(text))).collect()
        }
        Kind::Enum(_) => vec![
            named("an unknown enum", Value::EnumNumber(9_999)),
            named("a negative enum", Value::EnumNumber(-1)),
            named("an unspecified enum", Value::EnumNumber(0)),
        ],
        Kind::Int32 => {
            vec![named("the least", Value::I32(i32::MIN)), named("the most", Value::I32(i32::MAX))]
        }
        Kind::Int64 => {
            vec![named("the least", Value::I64(i64::MIN)), named("the most", Value::I64(i64::MAX))]
        }
        Kind::Bool => vec![named("true", Value::Bool(true)), named("false", Value::Bool(false))],
        Kind::Message(message) => {
            let mut all = vec![named("empty", Value::Message(DynamicMessage::new(message.clone())))];
            if message.full_name() == "google.protobuf.Timestamp" {
                for (name, seconds) in
                    [("year 0001", -62_135_596_800), ("year 9999", 253_402_300_799), ("no year", i64::MAX)]
                {
                    let mut instant = DynamicMessage::new(message.clone());
                    instant.set_field_by_name("seconds", Value::I64(seconds));
                    all.push(named(name, Value::Message(instant)));
                }
            }
            all
        }
        _ => Vec::new(),
    }
}

fn texts(elsewhere: &[String]) -> Vec<(String, String)> {
    let plain = [
        ("a NUL", "a\0b"),
        ("spaces", "   "),
        ("another script and a smile", "Χλόη 🙂"),
        ("a direction that turns", "a\u{202e}b"),
        ("SQL", "'; drop schema workflow cascade; --"),
        ("no UUID", "0192f0c1"),
        ("a UUID of nothing", "01a20190-e5e6-7554-b5c0-9818defc6280"),
        ("year 0001", "0001-01-01"),
        ("year 9999", "9999-12-31"),
        ("no such day", "2023-02-30"),
        ("a number", "-1"),
        ("another step's action", "adm_agrees"),
    ];
    let mut all: Vec<(String, String)> =
        plain.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    all.push(("10 MB".into(), "x".repeat(10 << 20)));
    all.push(("100,000 letters".into(), "é".repeat(100_000)));
    all.extend(elsewhere.iter().map(|id| (format!("{id}, which is elsewhere"), id.clone())));
    all
}

/// Too many, and one twice.
fn lists(standing: &Value) -> Vec<(String, Value)> {
    let Value::List(items) = standing else { return Vec::new() };
    let Some(first) = items.first() else { return Vec::new() };
    [2, 5_000]
        .into_iter()
        .map(|count| (format!("{count} of it"), Value::List(vec![first.clone(); count])))
        .collect()
}

fn maps(standing: &Value) -> Vec<(String, Value)> {
    let Value::Map(entries) = standing else { return Vec::new() };
    let Some(first) = entries.values().next() else { return Vec::new() };
    ["", "no_such_field", "a\0b"]
        .into_iter()
        .map(|key| {
            let mut entries = entries.clone();
            entries.insert(MapKey::String(key.into()), first.clone());
            (format!("with the key {key:?}"), Value::Map(entries))
        })
        .collect()
}
