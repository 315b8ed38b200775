//! Public files: pictures of products, under names that are never used for another content.

use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Request, Response, handler};

use crate::payload::names;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The folder in storage. Nothing else in storage is public.
const FOLDER: &str = "media/";
/// A drawing may hold scripts; opened as a page, they do not run.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/// Where the file under a key in storage can be fetched.
pub fn url(storage_key: &str) -> String {
    format!("/{storage_key}")
}

/// Serves one file.
#[handler]
pub async fn serve(
    request: &Request,
    Path(name): Path<String>,
    Data(state): Data<&Shared>,
) -> Result<Response> {
    let content_type = kind(&name).filter(|_| is_plain(&name)).ok_or_else(|| Failure::not_found("file"))?;
    // The content under a name never changes, so the name is tag enough.
    let tag = format!("\"{name}\"");
    let is_known = request.header(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag));
    let etag = HeaderValue::try_from(tag).map_err(|_| Failure::not_found("file"))?;
    let mut response = Response::default();
    if is_known {
        response.set_status(StatusCode::NOT_MODIFIED);
    } else {
        let content = state.services.storage.get(&format!("{FOLDER}{name}")).await?;
        response.headers_mut().insert(header::CONTENT_LENGTH, content.len().into());
        response.set_body(Body::from_bytes(content));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

/// Nothing that could mean another folder.
fn is_plain(name: &str) -> bool {
    name.len() <= 200
        && !name.split('/').any(|part| part.is_empty() || part.starts_with('.'))
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_./".contains(&b))
}
