//! What is read from a request before its handler can work.

use std::sync::Arc;

use poem::{
    Body, Endpoint, FromRequest, IntoResponse, Request, RequestBody, Response,
    error::ReadBodyError,
    http::{StatusCode, header::AUTHORIZATION},
};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{World, error::Error};

/// Bytes of an ordinary body.
pub(super) const SMALL: usize = 64 * 1024;

/// Serves a request that carries the API key.
pub(super) async fn authorize<E: Endpoint>(
    world: Arc<World>,
    next: Arc<E>,
    request: Request,
) -> poem::Result<Response> {
    let given = request.header(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    // Digests are compared, so that the time taken tells nothing about the key.
    let hash = |key: &str| digest(&SHA256, key.as_bytes());
    if given.is_none_or(|key| hash(key).as_ref() != hash(&world.config.api_key).as_ref()) {
        let message = "send the API key as Authorization: Bearer";
        return Err(Error::refused(StatusCode::UNAUTHORIZED, "unauthorized", message).into());
    }
    Ok(next.call(request).await?.into_response())
}

/// The `Idempotency-Key` header, which is required.
pub(super) struct IdempotencyKey(pub String);

impl<'a> FromRequest<'a> for IdempotencyKey {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let key = request.header("idempotency-key").unwrap_or_default();
        check_key(key, "missing_idempotency_key", "the header Idempotency-Key is required")?;
        Ok(Self(key.to_owned()))
    }
}

/// `?idempotency_key=…`
#[derive(Deserialize)]
pub(super) struct ByKey {
    #[serde(default)]
    idempotency_key: String,
}

impl ByKey {
    pub(super) fn key(self) -> Result<String, Error> {
        let key = self.idempotency_key;
        check_key(&key, "missing_idempotency_key", "the query parameter idempotency_key is required")?;
        Ok(key)
    }
}

fn check_key(key: &str, code: &'static str, message: &str) -> Result<(), Error> {
    if key.is_empty() || key.len() > 255 {
        let message = format!("{message}, with 1 to 255 characters");
        return Err(Error::refused(StatusCode::BAD_REQUEST, code, message));
    }
    Ok(())
}

/// A JSON body of at most so many bytes. The content type is not looked at.
pub(super) async fn json<T: DeserializeOwned>(body: Body, limit: usize) -> Result<T, Error> {
    let bytes = read(body, limit).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Error::refused(StatusCode::BAD_REQUEST, "invalid_body", error.to_string()))
}

/// Like [`json`], with a default for no body at all.
pub(super) async fn json_or_default<T: DeserializeOwned + Default>(body: Body) -> Result<T, Error> {
    let bytes = read(body, SMALL).await?;
    if bytes.is_empty() { Ok(T::default()) } else { json(bytes.into(), SMALL).await }
}

async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Error> {
    match body.into_bytes_limit(limit).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(ReadBodyError::PayloadTooLarge) => {
            let message = format!("the body may have {limit} bytes");
            Err(Error::refused(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message))
        }
        Err(error) => Err(Error::refused(StatusCode::BAD_REQUEST, "invalid_body", error.to_string())),
    }
}
