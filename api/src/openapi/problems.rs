//! Adds to each operation the problems that it can answer with. They follow from its shape, so no endpoint lists them
//! and none can forget one.

use serde_json::{Map, Value, json};

use crate::problem::CONTENT_TYPE;

/// Completes every operation of the document.
pub fn complete(document: &mut Value) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            for (status, description) in possible(path, method, operation) {
                add(operation, status, description);
            }
            describe_success(operation);
            if operation.get("security").is_none() {
                // What is for everybody says so.
                operation["security"] = json!([]);
            }
            sort(operation);
        }
    }
}

fn possible(path: &str, method: &str, operation: &Value) -> Vec<(u16, &'static str)> {
    let writes = method != "get";
    let has_body = operation.get("requestBody").is_some();
    let has_security = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
    // Logging in and refreshing check who it is by the body, webhooks by their signature.
    let checks_identity = has_security || path.contains("/auth/") || path.contains("/webhooks/");
    let mut problems = vec![
        (400, "The request is malformed."),
        (429, "Too many requests; Retry-After says when to try again."),
        (503, "Too busy, or something that is needed did not answer; Retry-After says when to try again."),
        (504, "It took too long. It may or may not have been done."),
    ];
    if checks_identity {
        problems.push((401, "Not logged in, or not any more."));
    }
    if has_security || writes {
        problems.push((403, "Known, but not allowed."));
    }
    if path.contains('{') || has_security || writes {
        problems.push((404, "There is no such thing, or it is not the caller's."));
    }
    if writes {
        problems.push((409, "Somebody else was first, or it is there already."));
        problems.push((413, "The body is larger than allowed."));
    }
    if has_body {
        problems.push((415, "The body is of a kind that is not accepted."));
    }
    problems.push((422, "The input breaks a rule; `errors` says which, `code` why."));
    problems
}

fn add(operation: &mut Value, status: u16, description: &str) {
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    let mut response = json!({
        "description": description,
        "content": { CONTENT_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let header = |description: &str, kind: &str| json!({ "description": description, "required": true, "schema": { "type": kind } });
    match status {
        401 => response["headers"] = json!({ "WWW-Authenticate": header("How to log in.", "string") }),
        429 | 503 => response["headers"] = json!({ "Retry-After": header("Seconds to wait.", "integer") }),
        _ => {}
    }
    responses.entry(status.to_string()).or_insert(response);
}

/// What an endpoint did not describe is at least called what it is.
fn describe_success(operation: &mut Value) {
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if response["description"].as_str().is_none_or(str::is_empty) {
            let text = match status.as_str() {
                "201" => "Created.",
                "202" => "Accepted; it happens in the background.",
                "204" => "Done; there is nothing to say.",
                _ => "The answer.",
            };
            response["description"] = json!(text);
        }
    }
}

fn sort(operation: &mut Value) {
    if let Some(responses) = operation["responses"].as_object_mut() {
        let mut sorted: Vec<_> = std::mem::take(responses).into_iter().collect();
        sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
        *responses = sorted.into_iter().collect::<Map<_, _>>();
    }
}
