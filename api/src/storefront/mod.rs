//! The storefront: what `frontend/` was built into, embedded in the program and served beside the API.
//!
//! It is one page that draws itself, so every address that names no file gets that page, unless the address is one of
//! the program's own; `/console` and what is below it gets the page of the console, which is built beside it. A build without the frontend works as well; then there is nothing here, and `/` is the start page.
//! What the pages do is no business of this module.

mod files;
mod homecoming;

use std::sync::Arc;

use poem::error::NotFoundError;
use poem::http::header;
use poem::{Request, Response, Route, get};

use files::Files;

pub use homecoming::bring_home;

/// Where the program itself answers, so that nothing else does when it has nothing there.
const OWN: [&str; 11] = [
    "api",
    "docs",
    "health",
    "jobs",
    "mailbox",
    "media",
    "metrics",
    "openapi.json",
    "problems",
    "sandbox",
    "start",
];

/// A storefront that was built.
#[derive(Clone, Copy)]
pub struct Storefront {
    files: Files,
}

impl Storefront {
    /// The one that is in this program.
    pub fn embedded() -> Option<Self> {
        Self::of(Files::embedded())
    }

    fn of(files: Files) -> Option<Self> {
        files.has("index.html").then_some(Self { files })
    }

    /// Adds it to the routes of the app.
    pub fn add(self, base: Route) -> Route {
        let endpoint =
            Arc::new(get(poem::endpoint::make(move |request| async move { self.answer(&request) })));
        base.at("/", Arc::clone(&endpoint)).at("/*path", endpoint)
    }

    fn answer(self, request: &Request) -> poem::Result<Response> {
        let path = request.uri().path().trim_start_matches('/');
        if let Some(found) = self.files.find(path, request) {
            return Ok(found.respond(request));
        }
        if path.is_empty() || (is_page(path) && wants_page(request)) {
            let page = self.files.find(page_for(path), request).map(|found| found.respond(request));
            return page.ok_or_else(|| NotFoundError.into());
        }
        Err(NotFoundError.into())
    }
}

/// Files have an extension, pages have none.
fn is_page(path: &str) -> bool {
    let is_file = path.rsplit('/').next().unwrap_or_default().contains('.');
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    !is_file && !is_hidden && !OWN.contains(&path.split('/').next().unwrap_or_default())
}

/// Shoppers get the shop, staff the console.
fn page_for(path: &str) -> &'static str {
    if path.split('/').next() == Some("console") { "console.html" } else { "index.html" }
}

/// Programs that ask for anything get a problem that they understand.
fn wants_page(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html"))
}

#[cfg(test)]
mod tests;
