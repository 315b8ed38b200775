//! A JSON body that has the right shape and keeps the rules; otherwise every violation with its path.
//!
//! Not JSON at all is 400. JSON of the wrong shape, unknown fields (`deny_unknown_fields`) and broken rules are 422.

use std::fmt;
use std::marker::PhantomData;

use garde::Validate;
use poem::http::StatusCode;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::error::ContentTypeError;
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use crate::problem::{Failure, FieldProblem};

/// `T` says its shape to serde and to the document, and its rules to garde.
pub struct ValidJson<T>(pub T);

/// For optional fields of a change that may be absent but not null:
/// `#[serde(default, deserialize_with = "present")]`.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(input: D) -> Result<Option<T>, D::Error> {
    T::deserialize(input).map(Some)
}

/// For fields that are objects: `#[serde(deserialize_with = "object")]`. Serde by itself would also take an array of
/// the fields' values in their order.
pub fn object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(input: D) -> Result<T, D::Error> {
    input.deserialize_map(ObjectVisitor(PhantomData))
}

/// As [`object`], for optional fields: `#[serde(default, deserialize_with = "present_object")]`.
pub fn present_object<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    input: D,
) -> Result<Option<T>, D::Error> {
    object(input).map(Some)
}

/// As [`object`], for lists of objects.
pub fn objects<'de, T: Deserialize<'de>, D: Deserializer<'de>>(input: D) -> Result<Vec<T>, D::Error> {
    let items: Vec<AnObject<T>> = Vec::deserialize(input)?;
    Ok(items.into_iter().map(|item| item.0).collect())
}

struct AnObject<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for AnObject<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        object(input).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields))
    }
}

impl<'a, T> ApiExtractor<'a> for ValidJson<T>
where
    T: Type + DeserializeOwned + Validate<Context = ()> + Send,
{
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        Some(MetaRequest {
            description: None,
            content: vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }],
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        match request.content_type() {
            Some(kind) if <Json<T> as Payload>::check_content_type(kind) => {}
            Some(kind) => return Err(ContentTypeError::NotSupported { content_type: kind.into() }.into()),
            None => return Err(ContentTypeError::ExpectContentType.into()),
        }
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        Ok(Self(read(&bytes)?))
    }
}

fn read<T: DeserializeOwned + Validate<Context = ()>>(bytes: &[u8]) -> Result<T, Failure> {
    let malformed = |error: &serde_json::Error| {
        Failure::new(StatusCode::BAD_REQUEST, "malformed_json", format!("the body is not JSON: {error}"))
    };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: AnObject<T> = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if !error.inner().is_data() {
            return malformed(error.inner());
        }
        let message = error.inner().to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Failure::invalid(vec![FieldProblem { field: field_of(error.path(), &message), message }])
    })?;
    json.end().map_err(|error| malformed(&error))?;
    refuse_nul(bytes)?;
    let value = value.0;
    value.validate().map_err(|report| {
        let violations = report.iter().map(|(path, error)| FieldProblem {
            field: path.to_string().replace(['.', '['], "/").replace(']', ""),
            message: error.message().to_string(),
        });
        Failure::invalid(violations.collect())
    })?;
    Ok(value)
}

/// The character NUL cannot be stored in PostgreSQL, so no text may hold it, whichever database there is.
fn refuse_nul(bytes: &[u8]) -> Result<(), Failure> {
    const ESCAPED: &[u8] = b"\\u0000";
    if !bytes.windows(ESCAPED.len()).any(|window| window == ESCAPED) {
        return Ok(());
    }
    // The backslash may itself be escaped, so this looks at what the text means.
    let Ok(body) = serde_json::from_slice(bytes) else { return Ok(()) };
    let mut violations = Vec::new();
    find_nul(&body, String::new(), &mut violations);
    if violations.is_empty() { Ok(()) } else { Err(Failure::invalid(violations)) }
}

fn find_nul(value: &Value, field: String, violations: &mut Vec<FieldProblem>) {
    let below = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}/{name}") };
    match value {
        Value::String(text) if text.contains('\0') => {
            violations.push(FieldProblem { field, message: "must not contain the character NUL".into() });
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find_nul(item, below(&index.to_string()), violations);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                find_nul(value, below(name), violations);
            }
        }
        _ => {}
    }
}

/// Serde places a missing field at its parent and names it in the message alone.
fn field_of(path: &Path, message: &str) -> String {
    let mut parts: Vec<String> = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(key.clone()),
            Segment::Enum { variant } => Some(variant.clone()),
            Segment::Unknown => None,
        })
        .collect();
    if (message.starts_with("missing field `") || message.starts_with("unknown field `"))
        && let Some(name) = message.split('`').nth(1)
        && parts.last().is_none_or(|last| last != name)
    {
        parts.push(name.to_owned());
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Cart {
        #[serde(deserialize_with = "objects")]
        #[garde(length(min = 1, max = 2), dive)]
        lines: Vec<Line>,
        #[serde(default, deserialize_with = "present")]
        #[garde(length(max = 3))]
        note: Option<String>,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[garde(length(min = 1))]
        sku: String,
        #[garde(range(min = 1))]
        quantity: i32,
    }

    fn refused(body: &str) -> (u16, Vec<String>) {
        let failure = read::<Cart>(body.as_bytes()).unwrap_err();
        let mut fields: Vec<_> = failure.errors.into_iter().map(|error| error.field).collect();
        fields.sort();
        (failure.status.as_u16(), fields)
    }

    #[test]
    fn violations_are_named_by_their_path() {
        for (body, status, fields) in [
            ("{", 400, vec![]),
            ("", 400, vec![]),
            (r#"{"lines":[{"sku":"a","quantity":1}]} x"#, 400, vec![]),
            (r#"{"lines":[{"sku":"a"}]}"#, 422, vec!["lines/0/quantity"]),
            (r#"{"lines":[{"sku":"a","quantity":"two"}]}"#, 422, vec!["lines/0/quantity"]),
            (r#"{"lines":[],"surprise":1}"#, 422, vec!["surprise"]),
            (r#"[[{"sku":"a","quantity":1}]]"#, 422, vec![""]),
            (r#"{"lines":[["a",1]]}"#, 422, vec!["lines/0"]),
            (r#"{"lines":[{"sku":"a\u0000","quantity":1}]}"#, 422, vec!["lines/0/sku"]),
            (r#"{"lines":[{"sku":"a","quantity":1}],"note":null}"#, 422, vec!["note"]),
            (
                r#"{"lines":[{"sku":"","quantity":0}],"note":"long"}"#,
                422,
                vec!["lines/0/quantity", "lines/0/sku", "note"],
            ),
        ] {
            let expected: Vec<String> = fields.into_iter().map(String::from).collect();
            assert_eq!(refused(body), (status, expected), "{body}");
        }
        let cart: Cart = read(br#"{"lines":[{"sku":"\\u0000","quantity":1}]}"#).unwrap();
        assert_eq!((cart.lines[0].sku.as_str(), cart.lines[0].quantity, cart.note), ("\\u0000", 1, None));
    }
}
