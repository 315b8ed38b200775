//! The files of the storefront, each as it is and, where that is worth it, compressed beforehand.

use std::borrow::Cow;

use bytes::Bytes;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::CompressionAlgo;
use poem::{Body, Request, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::edge;
use crate::payload::names;

/// A program that is built for debugging reads them from the disk each time, so that a new build of the frontend shows
/// without a new build of the program.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// Where files come from.
#[derive(Clone, Copy)]
pub struct Files {
    get: fn(&str) -> Option<EmbeddedFile>,
}

/// A file in the form that suits the caller best.
pub struct Found {
    file: EmbeddedFile,
    kind: &'static str,
    encoding: Option<&'static str>,
    is_hashed: bool,
}

impl Files {
    pub fn embedded() -> Self {
        Self::of::<Dist>()
    }

    pub fn of<E: RustEmbed>() -> Self {
        Self { get: E::get }
    }

    pub fn has(self, name: &str) -> bool {
        (self.get)(name).is_some()
    }

    /// The text of a file, not compressed.
    pub fn text(self, name: &str) -> Option<String> {
        String::from_utf8((self.get)(name)?.data.into_owned()).ok()
    }

    /// `None` when there is no such file, or none that is to be served by that name.
    pub fn find(self, name: &str, request: &Request) -> Option<Found> {
        let kind = kind(name)?;
        let plain = (self.get)(name)?;
        let found = |file, encoding| Found { file, kind, encoding, is_hashed: name.starts_with("assets/") };
        let compressed = match edge::accepted(request) {
            Some(CompressionAlgo::BR) => {
                (self.get)(&format!("{name}.br")).map(|file| found(file, Some("br")))
            }
            Some(_) => (self.get)(&format!("{name}.gz")).map(|file| found(file, Some("gzip"))),
            None => None,
        };
        Some(compressed.unwrap_or_else(|| found(plain, None)))
    }
}

impl Found {
    /// Names in `assets/` say what is in them, so those are never asked for again; everything else is, each time.
    pub fn respond(self, request: &Request) -> Response {
        let mut response = Response::default();
        let tag = format!("\"{}\"", hex::encode(&self.file.metadata.sha256_hash()[..16]));
        let is_known = request.header(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let keep = if self.is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if let Ok(tag) = HeaderValue::try_from(tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(encoding) = self.encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if is_known {
            response.set_status(StatusCode::NOT_MODIFIED);
            return response;
        }
        headers.insert(header::CONTENT_LENGTH, self.file.data.len().into());
        response.set_body(Body::from_bytes(match self.file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        }));
        response
    }
}

/// What a file is, by its name. What is not here is not served.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}
