//! The header by which a guest shows that a cart is theirs.
//!
//! In a signature: `#[oai(name = "Cart-Token")] cart_token: CartToken`.

use poem::http::StatusCode;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaParamIn, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::problem::Failure;

/// 256 bits as base64url make 43 characters; some room is left for another form.
const LONGEST: usize = 128;

/// `None` when the header is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartToken(pub Option<String>);

impl<'a> ApiExtractor<'a> for CartToken {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some("The token of a guest's cart, as it was handed out with the cart."),
            min_length: Some(1),
            max_length: Some(LONGEST),
            pattern: Some("^[A-Za-z0-9_-]+$".into()),
            ..MetaSchema::new("string")
        })))
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        let Some(value) = request.headers().get("cart-token") else { return Ok(Self(None)) };
        let token = value.to_str().unwrap_or_default();
        let is_sane = (1..=LONGEST).contains(&token.len())
            && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if is_sane {
            return Ok(Self(Some(token.to_owned())));
        }
        let failure =
            Failure::new(StatusCode::BAD_REQUEST, "invalid_parameter", "the cart token is malformed");
        Err(failure.with_error("Cart-Token", "is not a cart token").into())
    }
}
