//! Where the refresh token travels: in the body, for programs, or in a cookie that no script can read, for browsers
//! (decision 0046).
//!
//! In a signature: `#[oai(name = "Session-Transport")] transport: SessionTransport`.

use std::time::Duration;

use poem::http::{StatusCode, header};
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaParamIn, MetaSchema, MetaSchemaRef};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::pages::is_same_origin;
use crate::problem::{Failure, Result};
use crate::settings::HttpSettings;
use crate::state::Shared;

/// The only path on which the cookie is sent.
const PATH: &str = "/api/v1/auth";

/// What the caller asked for with the header, and the cookie that came along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionTransport {
    Body,
    /// The refresh token that the browser has, if any. Only for pages of the shop itself.
    Cookie(Option<String>),
}

impl SessionTransport {
    /// The refresh token of the request: in the body or in the cookie, as was asked for.
    ///
    /// # Errors
    /// 422 when it should be in the body and is not; 401 `refresh_invalid` when there is no cookie.
    pub fn token(&self, in_body: Option<String>) -> Result<String> {
        match self {
            Self::Body => in_body.ok_or_else(|| {
                let message = "is required unless `Session-Transport: cookie` is sent";
                Failure::invalid(Vec::new()).with_error("refresh_token", message)
            }),
            Self::Cookie(sent) => sent.clone().ok_or_else(|| {
                Failure::unauthenticated("refresh_invalid", "there is no session here; log in again")
            }),
        }
    }

    /// The token for the answer's body, and the header that keeps it in the browser: one of the two.
    pub fn hand_out(
        &self,
        token: String,
        lifetime: Duration,
        http: &HttpSettings,
    ) -> (Option<String>, Option<String>) {
        match self {
            Self::Body => (Some(token), None),
            Self::Cookie(_) => (None, Some(cookie(&token, lifetime, http))),
        }
    }

    /// The header that makes the browser forget the token.
    pub fn take_back(&self, http: &HttpSettings) -> Option<String> {
        matches!(self, Self::Cookie(_)).then(|| cookie("", Duration::ZERO, http))
    }
}

fn is_https(http: &HttpSettings) -> bool {
    http.public_url.starts_with("https://")
}

/// Browsers take `__Secure-` only over HTTPS and only with `Secure`, so nobody on plain HTTP can plant such a cookie.
fn name(http: &HttpSettings) -> &'static str {
    if is_https(http) { "__Secure-penden-refresh" } else { "penden-refresh" }
}

fn cookie(token: &str, lifetime: Duration, http: &HttpSettings) -> String {
    let (name, seconds) = (name(http), lifetime.as_secs());
    let secure = if is_https(http) { "; Secure" } else { "" };
    format!("{name}={token}; Max-Age={seconds}; Path={PATH}; HttpOnly; SameSite=Strict{secure}")
}

/// The value of a cookie; of two with the same name the first, which has the longer path.
fn sent(request: &Request, name: &str) -> Option<String> {
    let cookies = request.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).filter(|value| !value.is_empty())
}

impl<'a> ApiExtractor<'a> for SessionTransport {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = String;
    type ParamRawType = String;

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Header)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(MetaSchemaRef::Inline(Box::new(MetaSchema {
            description: Some(
                "`cookie`: the refresh token is in a cookie that no script can read, and in no body. For pages of the \
                 shop itself. Otherwise it is in the body.",
            ),
            enum_items: vec!["body".into(), "cookie".into()],
            ..MetaSchema::new("string")
        })))
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<String>,
    ) -> poem::Result<Self> {
        match request.header("session-transport") {
            None | Some("body") => Ok(Self::Body),
            Some("cookie") => {
                let Some(state) = request.data::<Shared>() else { return Ok(Self::Cookie(None)) };
                if !is_same_origin(request, &state.http.public_url) {
                    let detail = "only pages of the shop itself may keep a session in a cookie";
                    return Err(Failure::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail).into());
                }
                Ok(Self::Cookie(sent(request, name(&state.http))))
            }
            Some(_) => {
                let failure =
                    Failure::new(StatusCode::BAD_REQUEST, "invalid_parameter", "a header is not acceptable");
                Err(failure.with_error("Session-Transport", "must be `body` or `cookie`").into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn settings(public_url: &str) -> HttpSettings {
        HttpSettings { public_url: public_url.into(), ..HttpSettings::default() }
    }

    #[test]
    fn the_cookie_is_for_no_script_no_other_site_and_no_other_path() {
        let cookie = |url| {
            let (body, cookie) = SessionTransport::Cookie(None).hand_out(
                "secret".into(),
                Duration::from_secs(60),
                &settings(url),
            );
            assert_eq!(body, None);
            cookie.unwrap()
        };
        assert_eq!(
            cookie("https://shop.example"),
            "__Secure-penden-refresh=secret; Max-Age=60; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            cookie("http://127.0.0.1:8080"),
            "penden-refresh=secret; Max-Age=60; Path=/api/v1/auth; HttpOnly; SameSite=Strict"
        );
        let gone = SessionTransport::Cookie(None).take_back(&settings("http://127.0.0.1:8080")).unwrap();
        assert!(gone.starts_with("penden-refresh=; Max-Age=0;"), "{gone}");
        assert_eq!(SessionTransport::Body.take_back(&settings("http://127.0.0.1:8080")), None);
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let request = |cookies: &str| Request::builder().header("cookie", cookies).finish();
        let read = |cookies| sent(&request(cookies), "penden-refresh");
        assert_eq!(read("a=b; penden-refresh=x=y; c=d"), Some("x=y".into()));
        assert_eq!(read("xpenden-refresh=1; penden-refreshx=2"), None);
        assert_eq!(read("penden-refresh="), None);
    }
}
