//! A CSV file, or one of JSON lines, as the body of a request, which is read as it comes.

use poem::{Body, FromRequest, Request, RequestBody, Result};
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};

/// What is in it is told by its beginning.
pub struct Csv(pub Body);

impl Payload for Csv {
    const CONTENT_TYPE: &'static str = "text/csv";

    /// With or without parameters, such as the character set. JSON lines are no kind of their own in the document: clients
    /// that are generated from it would send all files so.
    fn check_content_type(content_type: &str) -> bool {
        let kind = content_type.split(';').next().map(str::trim);
        kind.is_some_and(|kind| kind.eq_ignore_ascii_case(Self::CONTENT_TYPE) || is_json_lines(kind))
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema { format: Some("binary"), ..MetaSchema::new("string") }))
    }
}

impl ParsePayload for Csv {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> Result<Self> {
        Ok(Self(Body::from_request(request, body).await?))
    }
}

/// Whether a content type, without its parameters, is one of JSON lines.
pub fn is_json_lines(kind: &str) -> bool {
    let names = ["application/x-ndjson", "application/jsonl", "application/x-jsonlines"];
    names.iter().any(|name| kind.eq_ignore_ascii_case(name))
}
