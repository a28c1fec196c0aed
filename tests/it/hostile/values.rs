//! Every field of a message, one at a time, with what nobody should send.

use prost_reflect::prost::bytes::Bytes;
use std::collections::BTreeSet;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, ReflectMessage, Value};

/// Stands in a path behind what was not set, and was begun to be spoilt inside.
const BEGUN: &str = " (begun)";

/// The message with one field spoilt.
pub(super) struct Spoilt {
    /// The path of the field, and with what it is spoilt: `edit.sections.number: the most`.
    pub(super) what: String,
    pub(super) message: DynamicMessage,
}

impl Spoilt {
    /// The field, as `edit.sections.number`.
    pub(super) fn field(&self) -> &str {
        self.what.split(':').next().unwrap_or_default()
    }

    /// The path by which it can be refused: what was begun lacks all else that belongs in it, and is wrong as a whole.
    pub(super) fn path(&self) -> &str {
        self.field().split(BEGUN).next().unwrap_or_default()
    }
}

/// Ids of what exists, but belongs elsewhere: another's step, another child, another worker.
pub(super) fn spoilt(message: &DynamicMessage, elsewhere: &[String]) -> Vec<Spoilt> {
    fields_of(message, elsewhere, true)
}

/// What is not set is begun, and spoilt inside, unless it is in something that was begun here itself.
fn fields_of(message: &DynamicMessage, elsewhere: &[String], begins: bool) -> Vec<Spoilt> {
    let mut all = Vec::new();
    for field in message.descriptor().fields() {
        let put = |what: String, value: Value| {
            let mut message = message.clone();
            message.set_field(&field, value);
            Spoilt { what: format!("{}{what}", field.name()), message }
        };
        // A repeat is another test's.
        let standing = message.get_field(&field).into_owned();
        let hostile = hostile(&field, &standing, elsewhere);
        all.extend(hostile.into_iter().map(|(how, value)| put(format!(": {how}"), value)));
        let set = message.has_field(&field);
        if set || begins {
            let begun = if set { "" } else { BEGUN };
            let inside = inside(&field, &standing, elsewhere, set);
            all.extend(inside.into_iter().map(|(what, value)| put(format!("{begun}{what}"), value)));
        }
    }
    all
}

/// The messages inside a field, one of them in turn, those of a map by their keys; one is begun where none is set.
fn inside(
    field: &FieldDescriptor,
    standing: &Value,
    elsewhere: &[String],
    set: bool,
) -> Vec<(String, Value)> {
    let of = |message: &DynamicMessage, set: bool| -> Vec<(String, DynamicMessage)> {
        let fields = fields_of(message, elsewhere, set);
        fields.into_iter().map(|it| (format!(".{}", it.what), it.message)).collect()
    };
    match standing {
        Value::Message(inner) => {
            of(inner, set).into_iter().map(|(what, inner)| (what, Value::Message(inner))).collect()
        }
        Value::List(items) => {
            let Some(first) = message_or_begun(items.first(), &field.kind()) else { return Vec::new() };
            let instead = |(what, first)| (what, Value::List(with_first(items, Value::Message(first))));
            of(&first, !items.is_empty()).into_iter().map(instead).collect()
        }
        Value::Map(entries) => {
            let Kind::Message(entry) = field.kind() else { return Vec::new() };
            let kind = entry.map_entry_value_field().kind();
            let begun = || MapKey::String("key".into());
            let keys: BTreeSet<_> = entries.keys().cloned().collect();
            let keys = if keys.is_empty() { BTreeSet::from([begun()]) } else { keys };
            let of_entry = |key: MapKey| {
                let spoilt =
                    message_or_begun(entries.get(&key), &kind).map(|it| of(&it, !entries.is_empty()));
                spoilt.unwrap_or_default().into_iter().map(move |(what, spoilt)| {
                    let mut entries = entries.clone();
                    entries.insert(key.clone(), Value::Message(spoilt));
                    (format!(".{}{what}", key.as_str().expect("a text")), Value::Map(entries))
                })
            };
            keys.into_iter().flat_map(of_entry).collect()
        }
        _ => Vec::new(),
    }
}

/// The message that stands first, or one that is begun; none where it is no message.
fn message_or_begun(first: Option<&Value>, kind: &Kind) -> Option<DynamicMessage> {
    match (first, kind) {
        (Some(Value::Message(first)), _) => Some(first.clone()),
        (None, Kind::Message(begun)) => Some(DynamicMessage::new(begun.clone())),
        _ => None,
    }
}

fn with_first(items: &[Value], first: Value) -> Vec<Value> {
    std::iter::once(first).chain(items.iter().skip(1).cloned()).collect()
}

fn hostile(field: &FieldDescriptor, standing: &Value, elsewhere: &[String]) -> Vec<(String, Value)> {
    let mut values = match (field.is_list(), field.is_map()) {
        (true, _) => lists(&field.kind(), standing, elsewhere),
        (_, true) => maps(field, standing),
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
        Kind::Bytes => vec![
            named("no bytes", Value::Bytes(Bytes::new())),
            named("a NUL", Value::Bytes(Bytes::from_static(b"a\0b"))),
            named("10 MB", Value::Bytes(vec![0xff; 10 << 20].into())),
        ],
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
        other => panic!("{other:?} is a kind of which no hostile value is known: write some"),
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

/// Each hostile value as the first of the list, too many of what stands there, and one twice.
fn lists(kind: &Kind, standing: &Value, elsewhere: &[String]) -> Vec<(String, Value)> {
    let Value::List(items) = standing else { return Vec::new() };
    let first = |(how, value)| (format!("the first {how}"), Value::List(with_first(items, value)));
    let mut all: Vec<(String, Value)> = single(kind, elsewhere).into_iter().map(first).collect();
    if let Some(first) = items.first() {
        let many = |count| (format!("{count} of it"), Value::List(vec![first.clone(); count]));
        all.extend([2, 5_000].map(many));
    }
    all
}

fn maps(field: &FieldDescriptor, standing: &Value) -> Vec<(String, Value)> {
    let (Value::Map(entries), Kind::Message(entry)) = (standing, field.kind()) else { return Vec::new() };
    let begun = Value::default_value(&entry.map_entry_value_field().kind());
    let first = entries.values().next().unwrap_or(&begun);
    ["", "no_such_field", "a\0b"]
        .into_iter()
        .map(|key| {
            let mut entries = entries.clone();
            entries.insert(MapKey::String(key.into()), first.clone());
            (format!("with the key {key:?}"), Value::Map(entries))
        })
        .collect()
}
