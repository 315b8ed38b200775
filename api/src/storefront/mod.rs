//! The storefront: what `frontend/` was built into, embedded in the program and served beside the API.
//!
//! It is one page that draws itself. Every address that the storefront has gets that page, with the head and the first content
//! that belong to it (`pages`), so that who runs no scripts reads them too; what is nowhere gets it as well, with the status
//! 404. A build without the frontend works: then there is nothing here, and `/` is the start page. `/console` and what is below it
//! is the console's own page, which is built beside this one.

mod address;
mod ask;
mod contents;
mod files;
mod head;
mod homecoming;
mod pages;
mod records;
mod shell;
mod sitemap;
mod sketch;
mod words;

use std::sync::Arc;

use poem::error::NotFoundError;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response, Route, get};
use rust_embed::RustEmbed;

use address::Address;
use files::Files;
use pages::{Made, Pages};

pub use address::Language;
pub use ask::Api;
pub use homecoming::bring_home;

/// The page of the console.
const CONSOLE: &str = "console.html";
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
    /// Addresses in one file of the sitemap.
    sitemap: u64,
}

impl Storefront {
    /// The one that is in this program.
    pub fn embedded() -> Option<Self> {
        Self::of(Files::embedded())
    }

    /// One of other files, with so many addresses in one file of its sitemap: for tests.
    pub fn made_of<E: RustEmbed>(sitemap: u64) -> Option<Self> {
        Some(Self { sitemap, ..Self::of(Files::of::<E>())? })
    }

    fn of(files: Files) -> Option<Self> {
        files.has("index.html").then_some(Self { files, sitemap: sitemap::MOST })
    }

    /// Adds it to the routes of the app.
    pub fn add(self, base: Route, api: Api) -> Route {
        let pages = Pages::new(api);
        let endpoint = Arc::new(get(poem::endpoint::make(move |request: Request| {
            let pages = pages.clone();
            async move { self.answer(&request, &pages).await }
        })));
        base.at("/", Arc::clone(&endpoint)).at("/*path", endpoint)
    }

    async fn answer(self, request: &Request, pages: &Pages) -> poem::Result<Response> {
        let path = request.uri().path().trim_start_matches('/');
        if !path.is_empty() && path != shell::NAME {
            if let Some(found) = self.files.find(path, request) {
                return Ok(found.respond(request));
            }
            if let Some(file) = sitemap::file(&pages.api, path, self.sitemap).await? {
                return Ok(file);
            }
        }
        if is_console(path) && wants_page(request) {
            let page = self.files.find(CONSOLE, request).map(|found| found.respond(request));
            return page.ok_or_else(|| NotFoundError.into());
        }
        let is_shown = path.is_empty() || path == shell::NAME || (is_page(path) && wants_page(request));
        match self.files.text(shell::NAME).filter(|_| is_shown) {
            Some(shell) => self.page(request, path, pages, &shell).await,
            None => Err(NotFoundError.into()),
        }
    }

    async fn page(self, request: &Request, path: &str, pages: &Pages, shell: &str) -> poem::Result<Response> {
        let address = if path == shell::NAME { Address::Home } else { Address::of(path) };
        let is_narrowed = request.uri().query().is_some_and(|query| !query.is_empty());
        let made = match pages.make(&address, is_narrowed, Language::of(request)).await {
            Ok(made) => made,
            // The page itself says that the shop does not answer, and looks again.
            Err(failure) => {
                tracing::warn!(cause = failure.cause.as_deref(), "the content of /{path} could not be made");
                return Ok(shell::respond(request, StatusCode::OK, shell.to_owned()));
            }
        };
        match made {
            Made::Moved(to) => {
                let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
                let to = HeaderValue::try_from(format!("{to}{query}"))
                    .map_err(|_| poem::Error::from(NotFoundError))?;
                let mut response = Response::builder().status(StatusCode::MOVED_PERMANENTLY).finish();
                response.headers_mut().insert(header::LOCATION, to);
                // Another page may take the address later on.
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
                Ok(response)
            }
            Made::Page(page) => {
                let status = if page.is_found { StatusCode::OK } else { StatusCode::NOT_FOUND };
                Ok(shell::respond(request, status, shell::fill(shell, &page)))
            }
        }
    }
}

/// Files have an extension, pages have none.
fn is_page(path: &str) -> bool {
    let is_file = path.rsplit('/').next().unwrap_or_default().contains('.');
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    !is_file && !is_hidden && !OWN.contains(&path.split('/').next().unwrap_or_default())
}

/// Shoppers get the shop, staff the console.
fn is_console(path: &str) -> bool {
    path.split('/').next() == Some("console") && is_page(path)
}

/// Programs that ask for anything get a problem that they understand.
fn wants_page(request: &Request) -> bool {
    request.header(header::ACCEPT).is_some_and(|accepted| accepted.contains("text/html"))
}

#[cfg(test)]
mod tests;
