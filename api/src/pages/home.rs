//! What runs here, and where to go. Tells nothing that strangers must not know.

use std::sync::Arc;

use poem::web::Data;
use poem::{Response, handler};
use serde::Serialize;

use super::Pages;
use crate::problem::Result;
use crate::state::Shared;
use crate::storefront::Storefront;

#[derive(Serialize)]
struct View {
    version: &'static str,
    /// Whether the mailbox and the jobs open without a log-in.
    is_open: bool,
    /// Whether the sandbox of payments and parcels is served here.
    has_sandbox: bool,
    /// Whether the shop was built into this program.
    has_storefront: bool,
}

#[handler]
pub fn show(Data(state): Data<&Shared>, Data(pages): Data<&Arc<Pages>>) -> Result<Response> {
    let config = &state.services.config;
    let sandbox = &config.payments.sandbox;
    let here = format!("{}/sandbox", config.http.public_url.trim_end_matches('/'));
    let view = View {
        version: env!("CARGO_PKG_VERSION"),
        is_open: config.demo.open_pages,
        has_sandbox: sandbox.enabled && sandbox.url.trim_end_matches('/') == here,
        has_storefront: Storefront::embedded().is_some(),
    };
    pages.templates.page("home.html.jinja", &view)
}
