//! What stands on the home page, on lists and on products, and what their heads say.

use serde_json::{Map, Value, json};

use super::head::{self, inside_script, said};
use super::records::{branch, items, picture, window};
use super::sketch::{Known, Sketch};
use super::words::{price, words};
use crate::problem::Result;

/// As in `HomePage.tsx` and `params.ts`: the same questions have the same answers.
const HOME: usize = 12;
const LIST: usize = 24;

impl Sketch<'_> {
    pub(super) async fn home(&mut self) -> Result<()> {
        let newest = self.ask(json!({ "sort": "newest", "in_stock": true, "limit": HOME }), false).await?;
        let finest =
            self.ask(json!({ "sort": "price_desc", "in_stock": true, "limit": HOME }), false).await?;
        let collections = self.pages.api.list("/api/v1/collections?limit=12").await?.unwrap_or_default();
        let window = window(&finest);
        if let Some(image) = window.first().and_then(|product| product["image"]["url"].as_str()) {
            self.head.preload = Some(image.to_owned());
            self.head.image = Some(format!("{}{image}", self.origin));
        }
        self.head.linked.push(inside_script(&json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": self.head.site,
            "url": format!("{}/", self.origin),
        })));
        let cards =
            |rows: &[&Value]| -> Vec<Value> { rows.iter().filter_map(|row| self.card(row)).collect() };
        self.view = json!({
            "kind": "home",
            "window": cards(&window),
            "cards": cards(&items(&newest).into_iter().take(8).collect::<Vec<_>>()),
            "collections": collections["items"],
        });
        let query = Some(json!({ "limit": HOME }));
        self.known.push(Known {
            operation: "listCollections",
            path: None,
            query,
            is_first: false,
            data: collections,
        });
        Ok(())
    }

    /// `what` narrows the list: by which parameter, and the record that stands for it.
    pub(super) async fn list(
        &mut self,
        path: &str,
        what: Option<(&str, Value)>,
        is_narrowed: bool,
    ) -> Result<()> {
        let name = match &what {
            Some((_, record)) => {
                self.title(record);
                self.head.description = head::description(record).unwrap_or_else(|| {
                    format!("{}. {}", said(record, "name").unwrap_or_default(), words(self.language).tagline)
                });
                said(record, "name").unwrap_or_default().to_owned()
            }
            None => {
                self.head.title = format!("{} · {}", words(self.language).all, self.head.site);
                words(self.language).all.to_owned()
            }
        };
        let mut way = vec![(words(self.language).shop.to_owned(), "/shop".to_owned())];
        let category = what.as_ref().filter(|(by, _)| *by == "category").map(|(_, record)| record);
        match category.and_then(|category| said(category, "slug")) {
            Some(slug) => way.extend(self.way_to(slug)),
            None if what.is_some() => way.push((name.clone(), path.to_owned())),
            None => {}
        }
        self.head.linked.push(inside_script(&head::breadcrumb(&way, &self.origin)));
        if is_narrowed {
            return Ok(());
        }
        let mut query = Map::from_iter([
            (
                "sort".to_owned(),
                json!(if category.is_none() && what.is_some() { "by_hand" } else { "newest" }),
            ),
            ("limit".to_owned(), json!(LIST)),
            ("facets".to_owned(), json!(true)),
        ]);
        if let Some((by, record)) = &what {
            query.insert((*by).to_owned(), record["slug"].clone());
        }
        let page = self.ask(Value::Object(query), true).await?;
        let rows = items(&page);
        if let Some(image) = rows.first().and_then(|product| product["image"]["url"].as_str()) {
            self.head.image = Some(format!("{}{image}", self.origin));
            self.head.preload = Some(image.to_owned());
        }
        let below = match category.and_then(|category| said(category, "slug")) {
            Some(slug) => branch(&self.tree["items"], slug).map(|branch| branch["children"].clone()),
            None => Some(self.tree["items"].clone()),
        };
        let description =
            what.as_ref().and_then(|(_, record)| said(record, "description")).map(str::to_owned);
        self.view = json!({
            "kind": "list",
            "name": name,
            "description": description,
            "way": way,
            "below": below.filter(Value::is_array).unwrap_or_else(|| json!([])),
            "cards": rows.iter().filter_map(|row| self.card(row)).collect::<Vec<_>>(),
        });
        if let Some(("collection", record)) = what {
            let path = Some(json!({ "collection": record["slug"] }));
            self.known.push(Known {
                operation: "getCollection",
                path,
                query: None,
                is_first: false,
                data: record,
            });
        }
        Ok(())
    }

    pub(super) fn product(&mut self, product: Value) {
        self.title(&product);
        if let Some(text) = head::description(&product) {
            self.head.description = text;
        }
        self.head.kind = "product";
        let slug = said(&product, "slug").unwrap_or_default().to_owned();
        let mut way = vec![(words(self.language).shop.to_owned(), "/shop".to_owned())];
        if let Some(category) = said(&product["category"], "slug") {
            way.extend(self.way_to(category));
        }
        let url = format!("{}/products/{slug}", self.origin);
        let mut whole = way.clone();
        whole.push((said(&product, "name").unwrap_or_default().to_owned(), format!("/products/{slug}")));
        let linked = [head::product(&product, &url, &self.origin), head::breadcrumb(&whole, &self.origin)];
        self.head.linked.extend(linked.iter().map(inside_script));
        let image = &product["images"][0];
        if let Some(path) = image["url"].as_str() {
            self.head.preload = Some(path.to_owned());
            self.head.image = Some(format!("{}{path}", self.origin));
        }
        let first = product["variants"].as_array().and_then(|all| {
            let is_there = |variant: &&Value| variant["available"].as_i64().unwrap_or_default() > 0;
            all.iter().find(is_there).or(all.first())
        });
        self.view = json!({
            "kind": "product",
            "name": product["name"],
            "description": product["description"],
            "price": first.and_then(|variant| price(&variant["price"], self.language)),
            "in_stock": product["in_stock"],
            "on_backorder": product["on_backorder"],
            "image": picture(image, said(&product, "name").unwrap_or_default()),
            "way": way,
            "cards": product["related"]
                .as_array()
                .into_iter()
                .flatten()
                .take(4)
                .filter_map(|row| self.card(row))
                .collect::<Vec<_>>(),
        });
        let path = Some(json!({ "product": slug }));
        self.known.push(Known { operation: "getProduct", path, query: None, is_first: false, data: product });
    }
}
