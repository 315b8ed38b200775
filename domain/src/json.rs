//! Enums that are stored as a `kind` column beside a `payload` column.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// Splits an enum that serializes as `{"kind": …, "payload": …}`; a variant without fields has an empty payload.
pub(crate) fn split_tagged(value: &impl Serialize) -> Result<(String, Value)> {
    let Value::Object(mut object) = serde_json::to_value(value)? else {
        return Err(Error::Corrupt("a tagged enum did not become an object".into()));
    };
    let Some(Value::String(kind)) = object.remove("kind") else {
        return Err(Error::Corrupt("a tagged enum has no kind".into()));
    };
    Ok((kind, object.remove("payload").unwrap_or_else(|| json!({}))))
}

/// The reverse of [`split_tagged`].
pub(crate) fn join_tagged<T: DeserializeOwned>(kind: &str, payload: &Value) -> Result<T, serde_json::Error> {
    join_owned(kind, payload.clone())
}

/// As [`join_tagged`], without a copy.
pub(crate) fn join_owned<T: DeserializeOwned>(kind: &str, payload: Value) -> Result<T, serde_json::Error> {
    let mut object = Map::with_capacity(2);
    object.insert("kind".into(), kind.into());
    if !payload.as_object().is_some_and(Map::is_empty) {
        object.insert("payload".into(), payload);
    }
    serde_json::from_value(Value::Object(object))
}
