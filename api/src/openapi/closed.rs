//! Says what holds for every JSON request body: it takes no fields but those it names, so that a misspelt one is refused
//! and not ignored; and no text in it holds the character NUL, which PostgreSQL cannot store.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Closes every object that is part of a request body.
pub fn close(document: &mut Value) {
    let mut names = BTreeSet::new();
    for operation in document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(_, path)| path.as_object())
        .flat_map(|operations| operations.values())
    {
        if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
            collect(schema, document, &mut names);
        }
    }
    for name in names {
        let schema = &mut document["components"]["schemas"][&name];
        if schema["type"] == "object" {
            schema["additionalProperties"] = json!(false);
            schema["properties"].as_object_mut().into_iter().flat_map(Map::values_mut).for_each(keep_nul_out);
        }
    }
}

fn keep_nul_out(property: &mut Value) {
    let is_free = ["pattern", "format", "enum"].iter().all(|key| property.get(key).is_none());
    if property["type"] == "string" && is_free {
        property["pattern"] = json!("^[^\\x00]*$");
    }
}

fn collect(schema: &Value, document: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| collect(item, document, names)),
        Value::Object(object) => {
            let name = object.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
            if let Some(name) = name
                && names.insert(name.to_owned())
            {
                collect(&document["components"]["schemas"][name], document, names);
            }
            object.values().for_each(|value| collect(value, document, names));
        }
        _ => {}
    }
}
