//! Which methods a path knows, for the `Allow` header of 405. Read from the document, so it cannot differ from it.

use std::sync::LazyLock;

use poem::http::HeaderValue;
use serde_json::Value;

use crate::openapi;

/// Every path of the document with its methods.
pub struct Methods {
    paths: Vec<(String, HeaderValue)>,
}

/// Those of the API. The document is made when the first request asks for a method that its path does not know.
pub static METHODS: LazyLock<Methods> = LazyLock::new(|| Methods::of_document(&openapi::value()));

impl Methods {
    fn of_document(document: &Value) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten().filter_map(|(path, operations)| {
            let mut methods = Vec::new();
            for method in operations.as_object()?.keys() {
                methods.push(method.to_uppercase());
                if method == "get" {
                    methods.push("HEAD".into());
                }
            }
            Some((path.clone(), HeaderValue::try_from(methods.join(", ")).ok()?))
        });
        Self { paths: paths.collect() }
    }

    /// What is not in the document can only be read.
    pub fn of(&self, path: &str) -> HeaderValue {
        let found = self.paths.iter().find(|(pattern, _)| matches(pattern, path));
        found.map_or(HeaderValue::from_static("GET, HEAD"), |(_, methods)| methods.clone())
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(expected), Some(given)) if expected == given => {}
            (Some(expected), Some(given)) if expected.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_knows_the_methods_of_its_pattern() {
        let document = serde_json::json!({ "paths": {
            "/api/v1/products": { "get": {}, "post": {} },
            "/api/v1/products/{id}": { "get": {}, "patch": {}, "delete": {} },
        }});
        let methods = Methods::of_document(&document);
        assert_eq!(methods.of("/api/v1/products"), "GET, HEAD, POST");
        assert_eq!(methods.of("/api/v1/products/mug"), "DELETE, GET, HEAD, PATCH");
        assert_eq!(methods.of("/health/live"), "GET, HEAD");
    }
}
