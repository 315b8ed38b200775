//! poem-openapi says 3.0. This says the same in 3.1, in one canonical form.

use serde_json::{Map, Value, json};

use super::merged::Merged;

/// Reads the raw document and lifts it.
pub fn lift(raw: &str) -> Value {
    let Merged(mut document) = serde_json::from_str(raw).expect("poem-openapi writes JSON");
    document["openapi"] = json!("3.1.0");
    walk(&mut document);
    document
}

fn walk(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(walk),
        Value::Object(object) => {
            object.values_mut().for_each(walk);
            media_types(object);
            header_names(object);
            schema(object);
            event_stream(object);
        }
        _ => {}
    }
}

/// `application/json; charset=utf-8` is `application/json`.
fn media_types(object: &mut Map<String, Value>) {
    if let Some(Value::Object(content)) = object.get_mut("content") {
        *content = std::mem::take(content)
            .into_iter()
            .map(|(kind, schema)| (kind.split(';').next().unwrap_or_default().trim().to_owned(), schema))
            .collect();
        if content.is_empty() {
            object.remove("content");
        }
    }
}

/// `RETRY-AFTER` is written `Retry-After`.
fn header_names(object: &mut Map<String, Value>) {
    if !object.contains_key("description") && !object.contains_key("content") {
        return;
    }
    if let Some(Value::Object(headers)) = object.get_mut("headers") {
        *headers = std::mem::take(headers).into_iter().map(|(name, value)| (title(&name), value)).collect();
    }
}

fn title(name: &str) -> String {
    if name.eq_ignore_ascii_case("etag") {
        return "ETag".into();
    }
    let words = name.split('-').map(|word| {
        let lower = word.to_ascii_lowercase();
        let mut letters = lower.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    });
    words.collect::<Vec<_>>().join("-")
}

fn schema(object: &mut Map<String, Value>) {
    if object.get("format") == Some(&json!("naive-date")) {
        object.insert("format".into(), json!("date"));
    }
    integers(object);
    bounds(object);
    only_reference(object);
    // Beside a choice between schemas, the type says nothing more.
    if object.contains_key("oneOf") && object.get("type") == Some(&json!("object")) {
        object.remove("type");
    }
    nullable(object);
}

/// Every integer of ours is below 2^53; `int64` would make clients use big integers for nothing.
fn integers(object: &mut Map<String, Value>) {
    if object.get("type") != Some(&json!("integer")) {
        return;
    }
    match object.get("format").and_then(Value::as_str) {
        Some("int64") => {
            object.remove("format");
        }
        Some("uint64" | "uint32" | "uint16" | "uint8") => {
            object.remove("format");
            object.entry("minimum").or_insert(json!(0));
        }
        _ => {}
    }
}

/// An exclusive bound is a number of its own; whole numbers are written without a fraction.
fn bounds(object: &mut Map<String, Value>) {
    for (bound, exclusive) in [("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum")] {
        if let Some(number) = object.get(bound).and_then(Value::as_f64)
            && number.fract() == 0.0
        {
            // Bounds in this document are far below 2^53.
            object.insert(bound.into(), json!(number as i64));
        }
        match object.get(exclusive) {
            Some(Value::Bool(true)) => {
                if let Some(number) = object.remove(bound) {
                    object.insert(exclusive.into(), number);
                }
            }
            Some(Value::Bool(false)) => {
                object.remove(exclusive);
            }
            _ => {}
        }
    }
}

/// `allOf: [reference, annotations]` is the reference with its annotations beside it.
fn only_reference(object: &mut Map<String, Value>) {
    let Some(Value::Array(all)) = object.get("allOf") else { return };
    let is_reference = |value: &Value| value.get("$ref").is_some();
    if all.iter().filter(|value| is_reference(value)).count() != 1 {
        return;
    }
    let is_annotation = |value: &Value| {
        value
            .as_object()
            .is_some_and(|object| !object.contains_key("type") && !object.contains_key("properties"))
    };
    if !all.iter().all(|value| is_reference(value) || is_annotation(value)) {
        return;
    }
    let Some(Value::Array(all)) = object.remove("allOf") else { return };
    for part in all {
        if let Value::Object(part) = part {
            for (key, value) in part {
                object.entry(key).or_insert(value);
            }
        }
    }
}

fn nullable(object: &mut Map<String, Value>) {
    if object.get("nullable").is_some_and(|value| !value.is_boolean())
        || object.remove("nullable") != Some(json!(true))
    {
        return;
    }
    if let Some(kind) = object.get("type").filter(|kind| kind.is_string()).cloned() {
        object.insert("type".into(), json!([kind, "null"]));
        if let Some(Value::Array(values)) = object.get_mut("enum") {
            values.push(Value::Null);
        }
        return;
    }
    // A part that only says "nullable" belongs to a whole that says it as well.
    if !["$ref", "allOf", "oneOf", "anyOf"].iter().any(|key| object.contains_key(*key)) {
        return;
    }
    let annotations: Map<_, _> = ["title", "description", "deprecated", "default"]
        .iter()
        .filter_map(|key| object.remove(*key).map(|value| ((*key).to_owned(), value)))
        .collect();
    let inner = Value::Object(std::mem::replace(object, annotations));
    object.insert("anyOf".into(), json!([inner, { "type": "null" }]));
}

/// A stream of events is not an array of them: each event is one text with lines.
fn event_stream(object: &mut Map<String, Value>) {
    if let Some(Value::Object(stream)) = object.get_mut("text/event-stream") {
        let item = stream.get("schema").and_then(|schema| schema.get("items")).cloned();
        let mut schema = json!({ "type": "string", "description": "Server-sent events." });
        if let Some(item) = item {
            schema["x-event-schema"] = item;
        }
        stream.insert("schema".into(), schema);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifted(mut value: Value) -> Value {
        walk(&mut value);
        value
    }

    #[test]
    fn schemas_are_said_in_the_words_of_three_one() {
        for (raw, expected) in [
            (json!({"type": "string", "nullable": true}), json!({"type": ["string", "null"]})),
            (
                json!({"allOf": [{"$ref": "#/a"}, {"nullable": true, "description": "x"}], "nullable": true, "description": "x"}),
                json!({"anyOf": [{"$ref": "#/a"}, {"type": "null"}], "description": "x"}),
            ),
            (
                json!({"allOf": [{"$ref": "#/a"}, {"description": "x"}], "description": "x"}),
                json!({"$ref": "#/a", "description": "x"}),
            ),
            (json!({"minimum": 1.0, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
            (json!({"maximum": 9.0, "exclusiveMaximum": false}), json!({"maximum": 9})),
            (json!({"type": "object", "oneOf": []}), json!({"oneOf": []})),
            (
                json!({"content": {"application/json; charset=utf-8": {}}}),
                json!({"content": {"application/json": {}}}),
            ),
        ] {
            assert_eq!(lifted(raw), expected);
        }
    }
}
