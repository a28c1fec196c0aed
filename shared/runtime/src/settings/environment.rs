use super::{Settings, SettingsError};
use serde_json::{Map, Value};

const PREFIX: &str = "PERMANENCE__";

/// A variable that is meant for us.
pub(super) struct Variable {
    name: String,
    path: Vec<String>,
    value: String,
}

/// Those of ours, in the order of their names, so that the same environment always gives the same settings.
pub(super) fn ours(environment: impl IntoIterator<Item = (String, String)>) -> Vec<Variable> {
    let mut found: Vec<Variable> =
        environment.into_iter().filter_map(|(name, value)| of(name, value)).collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn of(name: String, value: String) -> Option<Variable> {
    let path = name.strip_prefix(PREFIX)?.split("__").map(str::to_lowercase).collect();
    Some(Variable { name, path, value })
}

impl Variable {
    /// Refuses it by its own name: every key has a default, so it must make settings all alone.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        let mut alone = Value::Object(Map::new());
        self.put_into(&mut alone);
        match serde_json::from_value::<Settings>(alone) {
            Ok(_) => Ok(()),
            Err(error) => Err(SettingsError::Variable { name: self.name.clone(), wrong: error.to_string() }),
        }
    }

    /// Puts the value where its path leads, over whatever stood there.
    pub(super) fn put_into(&self, tree: &mut Value) {
        let mut place = tree;
        for key in &self.path {
            if !place.is_object() {
                *place = Value::Object(Map::new());
            }
            place = &mut place[key.as_str()];
        }
        *place = Value::String(self.value.clone());
    }
}
