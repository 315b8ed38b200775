//! The one page of the storefront as it was built, and what is put into it.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};
use sha2::{Digest, Sha256};

use super::pages::Page;
use crate::payload::names;

/// The file.
pub const NAME: &str = "index.html";

const ROOT: &str = "<div id=\"root\">";
const DESCRIPTION: &str = "<meta name=\"description\"";
const LANGUAGE: &str = "<html lang=\"en\"";

/// The page with its own head, its content where the browser will draw, and what the browser need not ask for. What is not
/// found in the page as it was built is left out.
pub fn fill(shell: &str, page: &Page) -> String {
    let mut text = without(&without(shell, "<title>", "</title>"), DESCRIPTION, ">");
    text = text.replacen(LANGUAGE, &format!("<html lang=\"{}\"", page.language.code()), 1);
    let end = text.find("</head>").or_else(|| text.find(ROOT)).unwrap_or(0);
    text.insert_str(end, &page.head);
    if let Some(root) = text.find(ROOT) {
        text.insert_str(root + ROOT.len(), &page.content);
        if !page.known.is_empty() {
            let known = format!("<script type=\"application/json\" id=\"known\">{}</script>", page.known);
            text.insert_str(root, &known);
        }
    }
    text
}

/// The text without what stands from `start` to `end`.
fn without(text: &str, start: &str, end: &str) -> String {
    let Some(from) = text.find(start) else { return text.to_owned() };
    let Some(length) = text[from..].find(end) else { return text.to_owned() };
    format!("{}{}", &text[..from], &text[from + length + end.len()..])
}

/// Asked for each time, and sent only if it is another.
pub fn respond(request: &Request, status: StatusCode, body: String) -> Response {
    let mut response = Response::default();
    response.set_status(status);
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..16]));
    let is_known = request.header(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    if is_known && status == StatusCode::OK {
        response.set_status(StatusCode::NOT_MODIFIED);
    } else {
        response.set_body(body);
    }
    response
}
