//! The few pages that the app itself serves: what runs here, the mailbox, and the jobs.
//!
//! They are made on the server from the same functions of the domain as the API, hold no script, and are no part of the
//! OpenAPI document. Whatever goes wrong on their paths is a page too, in the same look. The shop is in `storefront`;
//! where that was not built, the start page is at `/` as well, and says how to build it.

mod access;
mod failure;
mod home;
mod job;
mod jobs;
mod mail;
mod mail_frame;
mod mailbox;
mod moment;
mod same_origin;
mod templates;

use std::sync::Arc;

use poem::{EndpointExt, IntoEndpoint, Route, get, post};

use access::Remembered;
pub use same_origin::is_same_origin;
use templates::Templates;

/// What the pages share, one for each app.
struct Pages {
    templates: Templates,
    remembered: Remembered,
}

/// Adds the pages to the routes of the app. `is_alone`: there is no storefront.
pub fn add(base: Route, is_alone: bool) -> Route {
    let pages = Arc::new(Pages { templates: Templates::new(!is_alone), remembered: Remembered::new() });
    let mailbox = Route::new()
        .at("/", get(mailbox::list))
        .at("/:id", get(mail::show))
        .at("/:id/html", get(mail::html))
        .at("/:id/attachments/:index", get(mail::attachment));
    let jobs = Route::new()
        .at("/", get(jobs::list))
        .at("/:id", get(job::show))
        .at("/:id/retry", post(job::retry))
        .at("/:id/discard", post(job::discard));
    let base = if is_alone { base.at("/", framed(get(home::show), &pages)) } else { base };
    base.at("/start", framed(get(home::show), &pages))
        .at("/assets/pages.css", framed(get(templates::style), &pages))
        .at("/mail-frame", framed(get(mail_frame::show), &pages))
        .nest("/mailbox", framed(mailbox, &pages))
        .nest("/jobs", framed(jobs, &pages))
}

fn framed<E>(endpoint: E, pages: &Arc<Pages>) -> impl poem::Endpoint + use<E>
where
    E: IntoEndpoint<Endpoint: 'static>,
{
    endpoint.into_endpoint().around(failure::as_page).data(Arc::clone(pages))
}

#[cfg(test)]
mod tests;
