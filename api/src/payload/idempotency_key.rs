//! The header that makes a request safe to repeat.
//!
//! In a signature: `#[oai(name = "Idempotency-Key")] key: IdempotencyKey`, or `OptionalKey` where it may be absent.

use poem::http::StatusCode;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaParamIn, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::problem::Failure;

const LONGEST: usize = 255;

/// What the caller chose, one to 255 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);

impl<'a> ApiExtractor<'a> for IdempotencyKey {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    const PARAM_IS_REQUIRED: bool = true;
    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some(
                "A value of your choice, such as a UUID, new for each new request. Repeating a request with its key \
                 repeats the answer instead of the deed.",
            ),
            min_length: Some(1),
            max_length: Some(LONGEST),
            pattern: Some("^[!-~]+$".into()),
            ..MetaSchema::new("string")
        })))
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        let key = request
            .headers()
            .get("idempotency-key")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if (1..=LONGEST).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(key.to_owned()));
        }
        let detail =
            "send an Idempotency-Key header of 1 to 255 visible ASCII characters, new for each new request";
        let failure = Failure::new(StatusCode::BAD_REQUEST, "idempotency_key_missing", detail);
        Err(failure.with_error("Idempotency-Key", "is missing or malformed").into())
    }
}

/// The same where the caller may do without: then doing it twice does it twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionalKey(pub Option<String>);

impl From<IdempotencyKey> for OptionalKey {
    fn from(key: IdempotencyKey) -> Self {
        Self(Some(key.0))
    }
}

impl<'a> ApiExtractor<'a> for OptionalKey {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    const PARAM_IS_REQUIRED: bool = false;
    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        IdempotencyKey::param_in()
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        IdempotencyKey::param_schema_ref()
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        if !request.headers().contains_key("idempotency-key") {
            return Ok(Self(None));
        }
        IdempotencyKey::from_request(request, body, options).await.map(|key| Self(Some(key.0)))
    }
}
