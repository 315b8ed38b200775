//! Errors on the paths of pages, as pages.

use std::sync::Arc;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use serde::Serialize;

use super::Pages;
use super::templates::write;
use crate::edge::Context;
use crate::problem::{self, Failure};

#[derive(Serialize)]
struct View<'a> {
    status: u16,
    heading: &'static str,
    detail: String,
    reasons: Vec<String>,
    request_id: &'a str,
    /// Where to go from here.
    back: &'static str,
}

/// Answers with what the endpoint answers, or with a page about what went wrong.
pub async fn as_page<E>(endpoint: Arc<E>, request: Request) -> poem::Result<Response>
where
    E: Endpoint,
{
    let path = request.original_uri().path().to_owned();
    let method = request.method().clone();
    let (pages, context) = (request.data::<Arc<Pages>>().cloned(), request.data::<Arc<Context>>().cloned());
    let error = match endpoint.call(request).await {
        Ok(response) => return Ok(response.into_response()),
        Err(error) => error,
    };
    let (Some(pages), Some(context)) = (pages, context) else { return Err(error) };
    Ok(page(&pages, problem::from_poem(error), &path, &method, &context.request_id))
}

fn page(pages: &Pages, failure: Failure, path: &str, method: &Method, request_id: &str) -> Response {
    let view = View {
        status: failure.status.as_u16(),
        heading: heading(failure.status),
        detail: sentence(&failure.detail),
        reasons: failure.errors.iter().map(|error| format!("{} {}", error.field, error.message)).collect(),
        request_id,
        back: ["/mailbox", "/jobs"].into_iter().find(|own| path.starts_with(own)).unwrap_or("/start"),
    };
    let body = pages.templates.render("failure.html.jinja", &view);
    let status = failure.status;
    let mut response = problem::respond(failure, path, request_id);
    if let Ok(body) = body {
        write(&mut response, body);
    }
    let headers = response.headers_mut();
    if status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static(r#"Basic realm="Penden", charset="UTF-8""#);
        headers.insert(header::WWW_AUTHENTICATE, scheme);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        // Forms only send, everything else is only read.
        let allowed = if *method == Method::GET || *method == Method::HEAD { "POST" } else { "GET, HEAD" };
        headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
    }
    response
}

fn heading(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "Please log in",
        StatusCode::FORBIDDEN => "Not for this account",
        StatusCode::NOT_FOUND => "There is nothing here",
        StatusCode::CONFLICT => "That is not possible any more",
        StatusCode::TOO_MANY_REQUESTS => "Too many tries",
        status if status.is_server_error() => "Something went wrong",
        _ => "That did not work",
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}
