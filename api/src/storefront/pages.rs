//! The pages that search engines and the first paint see: each is the storefront's one page, with its own head, its first
//! content and the answers of the API that it was made of, so that the browser draws the same without asking again.
//!
//! Only what strangers see is here. Whoever is logged in, what is searched for and how lists are narrowed is left to the
//! browser; such a page gets its head and no content (docs/decisions/0060).

use std::fmt::Write;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, escape_formatter};
use serde::Serialize;
use serde_json::Value;

use super::address::{Address, Language};
use super::ask::{Answer, Api};
use super::head::said;
use super::sketch::Sketch;
use crate::problem::{Failure, Result};

/// Makes pages.
#[derive(Clone)]
pub struct Pages {
    pub api: Api,
    environment: Arc<Environment<'static>>,
}

/// What becomes of an address.
pub enum Made {
    Page(Page),
    /// The path where it is now.
    Moved(String),
}

/// What goes into the storefront's one page.
pub struct Page {
    pub is_found: bool,
    pub language: Language,
    /// The inside of the head, escaped.
    pub head: String,
    /// The first content, escaped; may be empty.
    pub content: String,
    /// What the browser need not ask for, as the inside of a script element; may be empty.
    pub known: String,
}

impl Pages {
    pub fn new(api: Api) -> Self {
        let compiled = "the templates are part of the program, and stories render each";
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(write_escaped);
        environment.set_syntax(
            SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect(compiled),
        );
        for (name, source) in [
            ("head", include_str!("templates/head.html.jinja")),
            ("content", include_str!("templates/content.html.jinja")),
        ] {
            environment.add_template(name, source).expect(compiled);
        }
        Self { api, environment: Arc::new(environment) }
    }

    /// `is_narrowed`: something is asked for behind `?`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn make(&self, address: &Address, is_narrowed: bool, language: Language) -> Result<Made> {
        let speaking =
            Self { api: Api { language, ..self.api.clone() }, environment: self.environment.clone() };
        speaking.made(address, is_narrowed, language).await
    }

    async fn made(&self, address: &Address, is_narrowed: bool, language: Language) -> Result<Made> {
        let shop = self.api.list("/api/v1/shop").await?.unwrap_or_default();
        let tree = self.api.list("/api/v1/categories").await?.unwrap_or_default();
        let mut sketch = Sketch::new(self, shop, tree, address, language);
        match address {
            Address::Home => sketch.home().await?,
            Address::Shop => sketch.list("/shop", None, is_narrowed).await?,
            Address::Category(slug) => {
                let found = self.api.get(&format!("/api/v1/categories/{slug}")).await?;
                let category = match found {
                    Answer::Here(category) => category,
                    Answer::Moved(slug) => return Ok(Made::Moved(format!("/categories/{slug}"))),
                    Answer::Missing => return sketch.missing(),
                };
                // By its id it is found as well, but it has one address.
                if said(&category, "slug") != Some(slug) {
                    return moved("categories", &category);
                }
                sketch
                    .list(&format!("/categories/{slug}"), Some(("category", category)), is_narrowed)
                    .await?;
            }
            Address::Collection(slug) => {
                let collection = match self.api.get(&format!("/api/v1/collections/{slug}")).await? {
                    Answer::Here(collection) => collection,
                    Answer::Moved(slug) => return Ok(Made::Moved(format!("/collections/{slug}"))),
                    Answer::Missing => return sketch.missing(),
                };
                if said(&collection, "slug") != Some(slug) {
                    return moved("collections", &collection);
                }
                let what = Some(("collection", collection));
                sketch.list(&format!("/collections/{slug}"), what, is_narrowed).await?;
            }
            Address::Product(slug) => {
                let product = match self.api.get(&format!("/api/v1/products/{slug}")).await? {
                    Answer::Here(product) => product,
                    Answer::Moved(slug) => return Ok(Made::Moved(format!("/products/{slug}"))),
                    Answer::Missing => return sketch.missing(),
                };
                if said(&product, "slug") != Some(slug) {
                    return moved("products", &product);
                }
                sketch.product(product);
            }
            Address::Text(_) => {}
            Address::Private => sketch.head.is_listed = false,
            Address::Nowhere => return sketch.missing(),
        }
        sketch.finish(true)
    }

    pub(super) fn render(&self, name: &str, view: &impl Serialize) -> Result<String> {
        let rendered = self.environment.get_template(name).and_then(|template| template.render(Serde(view)));
        rendered.map_err(|error| Failure::internal(format!("{name} does not fit its view: {error:#}")))
    }
}

/// As the templates' own escaping, but for slashes, which mean nothing in texts and quoted attributes, and of which addresses
/// are full.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &minijinja::Value,
) -> std::result::Result<(), minijinja::Error> {
    let Some(text) = value.as_str().filter(|_| !value.is_safe()) else {
        return escape_formatter(out, state, value);
    };
    for letter in text.chars() {
        match letter {
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '&' => out.write_str("&amp;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#x27;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

fn moved(folder: &str, record: &Value) -> Result<Made> {
    let slug = said(record, "slug").ok_or_else(|| Failure::internal("a record has no slug"))?;
    Ok(Made::Moved(format!("/{folder}/{slug}")))
}
