//! A JSON body that has the right shape and keeps the rules; otherwise every violation with its path.
//!
//! Not JSON at all is 400. JSON of the wrong shape, unknown fields (`deny_unknown_fields`) and broken rules are 422.

use garde::Validate;
use poem::http::StatusCode;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::error::ContentTypeError;
use poem_openapi::payload::{Json, Payload};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::Type;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_path_to_error::{Path, Segment};

use crate::problem::{Failure, FieldProblem};

/// `T` says its shape to serde and to the document, and its rules to garde.
pub struct ValidJson<T>(pub T);

/// For optional fields of a change that may be absent but not null:
/// `#[serde(default, deserialize_with = "present")]`.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(input: D) -> Result<Option<T>, D::Error> {
    T::deserialize(input).map(Some)
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
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if !error.inner().is_data() {
            return malformed(error.inner());
        }
        let message = error.inner().to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        Failure::invalid(vec![FieldProblem { field: field_of(error.path(), &message), message }])
    })?;
    json.end().map_err(|error| malformed(&error))?;
    value.validate().map_err(|report| {
        let violations = report.iter().map(|(path, error)| FieldProblem {
            field: path.to_string().replace(['.', '['], "/").replace(']', ""),
            message: error.message().to_string(),
        });
        Failure::invalid(violations.collect())
    })?;
    Ok(value)
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
        let cart: Cart = read(br#"{"lines":[{"sku":"a","quantity":1}]}"#).unwrap();
        assert_eq!((cart.lines[0].sku.as_str(), cart.lines[0].quantity, cart.note), ("a", 1, None));
    }
}
