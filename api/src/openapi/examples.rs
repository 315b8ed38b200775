//! An example beside each request body, put together from the examples of its fields.
//!
//! A field says its example where it is defined (`#[oai(example)]` or a schema's `example`); what says none is left out
//! unless it is required.

use serde_json::{Map, Value, json};

/// Completes every JSON request body of the document.
pub fn complete(document: &mut Value) {
    for schema in document["components"]["schemas"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(example) = schema.get_mut("example") {
            leave_out_nulls(example);
        }
    }
    let schemas = document["components"]["schemas"].clone();
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for operations in paths.values_mut() {
        for operation in operations.as_object_mut().into_iter().flatten().map(|(_, operation)| operation) {
            let Some(media) = operation.pointer_mut("/requestBody/content/application~1json") else {
                continue;
            };
            if media.get("example").is_none()
                && let Some(example) = media.get("schema").and_then(|schema| example(schema, &schemas, 0))
            {
                media["example"] = example;
            }
        }
    }
}

/// What has no value is absent, in examples as in answers.
fn leave_out_nulls(example: &mut Value) {
    match example {
        Value::Array(items) => items.iter_mut().for_each(leave_out_nulls),
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(leave_out_nulls);
        }
        _ => {}
    }
}

fn example(schema: &Value, schemas: &Value, depth: usize) -> Option<Value> {
    if depth > 6 {
        return None;
    }
    for key in ["example", "default"] {
        if let Some(example) = schema.get(key) {
            return Some(example.clone());
        }
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return example(&schemas[name], schemas, depth + 1);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return Some(first.clone());
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(first) = schema[key].as_array().and_then(|choices| choices.first()) {
            return example(first, schemas, depth + 1);
        }
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str())?;
    match kind {
        "object" => Some(object(schema, schemas, depth)),
        "array" => Some(json!([example(&schema["items"], schemas, depth + 1)?])),
        "integer" | "number" => Some(schema.get("minimum").cloned().unwrap_or(json!(1))),
        "boolean" => Some(json!(true)),
        "string" => Some(json!(match schema["format"].as_str() {
            Some("uuid") => "01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90",
            Some("date-time") => "2026-01-31T12:00:00Z",
            _ => "text",
        })),
        _ => None,
    }
}

fn object(schema: &Value, schemas: &Value, depth: usize) -> Value {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut fields = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let is_shown =
            required.is_empty() || required.contains(&name.as_str()) || property.get("example").is_some();
        if is_shown && let Some(example) = example(property, schemas, depth + 1) {
            fields.insert(name.clone(), example);
        }
    }
    Value::Object(fields)
}
