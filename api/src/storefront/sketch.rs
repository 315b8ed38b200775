//! A page while it is being made.

use serde::Serialize;
use serde_json::{Value, json};

use super::address::{Address, Language};
use super::head::{Head, inside_script, said};
use super::pages::{Made, Page, Pages};
use super::records::{banner, branch, capital, climb, items, picture};
use super::words::{Words, price, words};
use crate::problem::{Failure, Result};

/// An answer that the browser need not ask for.
#[derive(Serialize)]
pub struct Known {
    pub operation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<Value>,
    /// The first page of a list that goes on.
    pub is_first: bool,
    pub data: Value,
}

#[derive(Serialize)]
struct Card<'a> {
    slug: &'a str,
    name: &'a str,
    note: Option<String>,
    price: Option<String>,
    image: Option<Value>,
    sold_out: bool,
    on_backorder: bool,
}

#[derive(Serialize)]
struct Content<'a> {
    words: &'static Words,
    banner: String,
    categories: Vec<&'a Value>,
    view: Value,
}

/// A page while it is being made.
pub struct Sketch<'a> {
    pub(super) pages: &'a Pages,
    pub(super) shop: Value,
    pub(super) tree: Value,
    pub(super) language: Language,
    pub(super) origin: String,
    pub(super) head: Head,
    /// What the template shows; null for nothing.
    pub(super) view: Value,
    pub(super) known: Vec<Known>,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(
        pages: &'a Pages,
        shop: Value,
        tree: Value,
        address: &Address,
        language: Language,
    ) -> Self {
        let origin = pages.api.origin.clone();
        let site = said(&shop, "name").unwrap_or("Penden").to_owned();
        let words = words(language);
        let head = Head {
            title: match address {
                Address::Home => format!("{} · {site}", words.home_title),
                Address::Text(name) => format!("{} · {site}", capital(name)),
                _ => site.clone(),
            },
            description: words.tagline.to_owned(),
            canonical: address.path().map(|path| format!("{origin}{path}")),
            kind: "website",
            site,
            image: None,
            preload: None,
            linked: Vec::new(),
            is_listed: true,
        };
        Self { pages, shop, tree, language, origin, head, view: Value::Null, known: Vec::new() }
    }

    pub(super) fn missing(mut self) -> Result<Made> {
        self.head.is_listed = false;
        self.finish(false)
    }

    pub(super) fn title(&mut self, record: &Value) {
        let name = said(record, "seo_title").or_else(|| said(record, "name")).unwrap_or_default();
        self.head.title = format!("{name} · {}", self.head.site);
    }

    /// A list of products, which the browser then knows.
    pub(super) async fn ask(&mut self, query: Value, is_first: bool) -> Result<Value> {
        let parameters: Vec<String> = query
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| match value.as_str() {
                Some(text) => format!("{name}={text}"),
                None => format!("{name}={value}"),
            })
            .collect();
        let path = format!("/api/v1/products?{}", parameters.join("&"));
        let Some(data) = self.pages.api.list(&path).await? else { return Ok(Value::Null) };
        let query = Some(query);
        self.known.push(Known { operation: "listProducts", path: None, query, is_first, data: data.clone() });
        Ok(data)
    }

    pub(super) fn card(&self, product: &Value) -> Option<Value> {
        let name = said(product, "name")?;
        let note = said(&product["brand"], "name").map(str::to_owned).or_else(|| {
            branch(&self.tree["items"], said(product, "category")?)?["name"].as_str().map(str::to_owned)
        });
        serde_json::to_value(Card {
            slug: said(product, "slug")?,
            name,
            note,
            price: price(&product["price_from"], self.language),
            image: picture(&product["image"], ""),
            sold_out: product["in_stock"] == false && product["on_backorder"] == false,
            on_backorder: product["on_backorder"] == true,
        })
        .ok()
    }

    /// From the top to the category: names and paths.
    pub(super) fn way_to(&self, slug: &str) -> Vec<(String, String)> {
        let mut way = Vec::new();
        climb(&self.tree["items"], slug, &mut way);
        way.reverse();
        way
    }

    pub(super) fn finish(mut self, is_found: bool) -> Result<Made> {
        let pages = self.pages;
        let head = pages.render("head", &json!({ "head": self.head }))?;
        let content = if self.view.is_null() {
            String::new()
        } else {
            let categories = items(&self.tree).into_iter().take(4).collect();
            let view = std::mem::take(&mut self.view);
            let banner = banner(&self.shop, self.language);
            pages.render("content", &Content { words: words(self.language), banner, categories, view })?
        };
        if is_found && self.head.is_listed {
            for (operation, data) in [("getShop", &self.shop), ("listCategories", &self.tree)] {
                self.known.push(Known {
                    operation,
                    path: None,
                    query: None,
                    is_first: false,
                    data: data.clone(),
                });
            }
        }
        let known =
            serde_json::to_value(&self.known).map_err(|error| Failure::internal(error.to_string()))?;
        let known = if self.known.is_empty() { String::new() } else { inside_script(&known) };
        Ok(Made::Page(Page { is_found, language: self.language, head, content, known }))
    }
}
