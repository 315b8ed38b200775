//! Shoppers who come back from their bank.
//!
//! A payment provider sends the browser to where the order is in the API, whatever shows orders to people. A browser that
//! goes there as to a page is sent on to the page; programs, which ask for JSON, get the order.

use std::sync::Arc;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use uuid::Uuid;

const ORDERS: &str = "/api/v1/orders/";

/// Answers as the endpoint does, unless a person is to see an order.
pub async fn bring_home<E: Endpoint>(endpoint: Arc<E>, request: Request) -> poem::Result<Response> {
    match page_of(&request) {
        Some(page) => Ok(Response::builder()
            .status(StatusCode::SEE_OTHER)
            .header(header::LOCATION, page)
            .header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))
            .finish()),
        None => endpoint.call(request).await.map(IntoResponse::into_response),
    }
}

fn page_of(request: &Request) -> Option<String> {
    let is_navigation = request.header("sec-fetch-mode").is_none_or(|mode| mode == "navigate");
    let wants_page = request.header(header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html"));
    if *request.method() != Method::GET || !is_navigation || !wants_page {
        return None;
    }
    let id = request.uri().path().strip_prefix(ORDERS)?;
    let id = Uuid::try_parse(id).ok()?;
    Some(format!("/orders/{id}"))
}
