//! What the document promises about itself.

use std::collections::HashSet;

use serde_json::Value;

/// Everything that is wrong with the document, a sentence each.
pub fn lint(document: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut ids = HashSet::new();
    for (path, operations) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            let name = format!("{} {path}", method.to_uppercase());
            match operation["operationId"].as_str() {
                None => wrong.push(format!("{name} has no operationId")),
                Some(id) if !is_camel_case(id) => wrong.push(format!("{name}: {id} is not camelCase")),
                Some(id) if !ids.insert(id.to_owned()) => wrong.push(format!("{name}: {id} is used twice")),
                Some(_) => {}
            }
            if operation["tags"].as_array().is_none_or(|tags| tags.len() != 1) {
                wrong.push(format!("{name} does not have exactly one tag"));
            }
            for key in ["summary", "description"] {
                if operation[key].as_str().is_none_or(|text| text.trim().is_empty()) {
                    wrong.push(format!("{name} has no {key}"));
                }
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["description"].as_str().is_none_or(str::is_empty)
                    && parameter["schema"]["description"].as_str().is_none_or(str::is_empty)
                {
                    wrong.push(format!("{name}: the parameter {} has no description", parameter["name"]));
                }
            }
            responses(&name, operation, &mut wrong);
            if let Some(json) = operation.pointer("/requestBody/content/application~1json")
                && json.get("example").is_none()
            {
                wrong.push(format!("{name}: the body has no example"));
            }
        }
    }
    schemas(document, &mut wrong);
    references(document, document, &mut wrong);
    wrong
}

fn references(part: &Value, document: &Value, wrong: &mut Vec<String>) {
    match part {
        Value::Array(items) => items.iter().for_each(|item| references(item, document, wrong)),
        Value::Object(object) => {
            if let Some(path) = object.get("$ref").and_then(Value::as_str)
                && path.strip_prefix('#').and_then(|pointer| document.pointer(pointer)).is_none()
            {
                let sentence = format!("nothing is at {path}, to which something refers");
                if !wrong.contains(&sentence) {
                    wrong.push(sentence);
                }
            }
            object.values().for_each(|value| references(value, document, wrong));
        }
        _ => {}
    }
}

fn responses(name: &str, operation: &Value, wrong: &mut Vec<String>) {
    let Some(responses) = operation["responses"].as_object() else {
        wrong.push(format!("{name} has no responses"));
        return;
    };
    for status in ["400", "429", "500", "503", "504"] {
        if !responses.contains_key(status) {
            wrong.push(format!("{name} does not say what a {status} looks like"));
        }
    }
    for (status, response) in responses {
        let has_body = !matches!(status.as_str(), "202" | "204" | "301" | "303" | "304");
        let content = response["content"].as_object();
        if has_body
            && content.is_none_or(|content| content.values().any(|media| media.get("schema").is_none()))
        {
            wrong.push(format!("{name}: the answer {status} has no schema"));
        }
        let is_problem = content.is_some_and(|content| content.contains_key("application/problem+json"));
        if status.starts_with(['4', '5']) && !is_problem {
            wrong.push(format!("{name}: the answer {status} is not a problem"));
        }
    }
    if !responses.keys().any(|status| status.starts_with(['2', '3'])) {
        wrong.push(format!("{name} never succeeds"));
    }
}

fn schemas(document: &Value, wrong: &mut Vec<String>) {
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            if !field.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                wrong.push(format!("{name}.{field} is not snake_case"));
            }
            if property.get("nullable").is_some() {
                wrong.push(format!("{name}.{field} is nullable in the words of 3.0"));
            }
        }
    }
}

fn is_camel_case(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.bytes().all(|b| b.is_ascii_alphanumeric())
}
