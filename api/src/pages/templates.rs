//! The templates and the style of the pages, embedded and compiled once.
//!
//! A template that asks for what it was not given is an error, and every value is escaped on its way into a page.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use poem::http::{HeaderValue, header};
use poem::web::Query;
use poem::{Request, Response, handler};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::payload::names;
use crate::problem::{Failure, Result};

macro_rules! embed {
    ($($file:literal),* $(,)?) => {
        &[$(($file, include_str!(concat!("templates/", $file)))),*]
    };
}

const FILES: &[(&str, &str)] = embed![
    "layout.html.jinja",
    "parts.html.jinja",
    "failure.html.jinja",
    "home.html.jinja",
    "mailbox.html.jinja",
    "mail.html.jinja",
    "jobs.html.jinja",
    "job.html.jinja",
];

const STYLE: &str = include_str!("templates/pages.css");

/// No script, no inline style, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// The compiled templates.
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// `has_console`: there is one to lead to.
    pub fn new(has_console: bool) -> Self {
        let compiled = "the templates are part of the program, and tests render each";
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_syntax(
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect(compiled),
        );
        environment.add_global("style", format!("/assets/pages.css?v={}", version()));
        environment.add_global("has_console", has_console);
        for (name, source) in FILES {
            environment.add_template(name, source).expect(compiled);
        }
        Self { environment }
    }

    /// # Errors
    /// 500 when the template does not fit the view.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String> {
        let rendered = self.environment.get_template(name).and_then(|template| template.render(Serde(view)));
        rendered
            .map_err(|error| Failure::internal(format!("the page {name} does not fit its view: {error:#}")))
    }

    /// The page as an answer that nobody keeps.
    pub fn page(&self, name: &str, view: &impl Serialize) -> Result<Response> {
        let mut response = Response::default();
        write(&mut response, self.render(name, view)?);
        Ok(response)
    }
}

/// Makes the answer this page, whatever else it says.
pub fn write(response: &mut Response, body: String) {
    response.set_body(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
}

/// Names the content of the style.
fn version() -> String {
    hex::encode(&Sha256::digest(STYLE)[..8])
}

#[derive(Deserialize)]
struct Asked {
    v: Option<String>,
}

/// The style. Under its version it never changes; otherwise it is asked for again each time.
#[handler]
pub fn style(request: &Request, Query(asked): Query<Asked>) -> Result<Response> {
    let version = version();
    let tag = format!("\"{version}\"");
    let is_known = request.header(header::IF_NONE_MATCH).is_some_and(|known| names(known, &tag));
    let keep = if asked.v.is_some_and(|asked| asked == version) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = Response::default();
    if is_known {
        response.set_status(poem::http::StatusCode::NOT_MODIFIED);
    } else {
        response.set_body(STYLE);
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(
        header::ETAG,
        HeaderValue::try_from(tag).map_err(|error| Failure::internal(error.to_string()))?,
    );
    Ok(response)
}
