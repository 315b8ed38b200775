//! Enums that are stored as a `kind` column beside a `payload` column.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

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
    let empty = payload.as_object().is_some_and(serde_json::Map::is_empty);
    let object = if empty { json!({ "kind": kind }) } else { json!({ "kind": kind, "payload": payload }) };
    serde_json::from_value(object)
}
