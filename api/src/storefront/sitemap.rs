//! `sitemap.xml` and `robots.txt`: which pages there are, for who lists them. One file as long as that may be, otherwise an
//! index of parts. The parts follow the ids of products, so that a part stays the same while others grow.

use domain::catalog::listed;
use domain::clock::Timestamp;
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use super::address::TEXTS;
use super::ask::Api;
use crate::problem::{Failure, Result};

/// As many addresses as one file may have.
pub const MOST: u64 = 50_000;
/// As many parts as an index may name.
const PARTS: u64 = 50_000;
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The file of that name; `None` when it is none of these. `most` is [`MOST`], and less in tests.
pub async fn file(api: &Api, name: &str, most: u64) -> Result<Option<Response>> {
    let origin = api.origin.as_str();
    if name == "robots.txt" {
        return Ok(Some(answer("text/plain; charset=utf-8", robots(origin))));
    }
    let is_sitemap = name == "sitemap.xml" || name.starts_with("sitemaps/");
    if !is_sitemap {
        return Ok(None);
    }
    let db = api.state.store().read();
    let body = match name {
        "sitemap.xml" => {
            let (pages, products) = (listed::pages(db).await?, listed::count(db).await?);
            // What is not a product has room enough in the first part.
            if products + pages.len() as u64 + TEXTS.len() as u64 + 2 > most {
                index(origin, products.div_ceil(most) + 1)
            } else {
                let products = listed::products(db, 0, most).await?;
                urls(origin, fixed().chain(pages).chain(products))
            }
        }
        _ => {
            let part = name.strip_prefix("sitemaps/").and_then(|rest| rest.strip_suffix(".xml"));
            let part = part.and_then(|part| part.parse::<u64>().ok()).filter(|part| *part <= PARTS);
            let Some(part) = part else { return Ok(None) };
            let rows: Vec<(String, Option<Timestamp>)> = match part {
                0 => return Ok(None),
                1 => fixed()
                    .chain(listed::pages(db).await?)
                    .take(usize::try_from(most).unwrap_or(usize::MAX))
                    .collect(),
                part => listed::products(db, (part - 2).saturating_mul(most), most).await?,
            };
            if rows.is_empty() {
                return Err(Failure::not_found("part of the sitemap"));
            }
            urls(origin, rows.into_iter())
        }
    };
    Ok(Some(answer("application/xml; charset=utf-8", body)))
}

fn fixed() -> impl Iterator<Item = (String, Option<Timestamp>)> {
    let texts = TEXTS.iter().map(|name| format!("/{name}"));
    ["/".to_owned(), "/shop".to_owned()].into_iter().chain(texts).map(|path| (path, None))
}

fn index(origin: &str, parts: u64) -> String {
    let mut xml =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for part in 1..=parts {
        xml.push_str(&format!("<sitemap><loc>{}/sitemaps/{part}.xml</loc></sitemap>\n", escape(origin)));
    }
    xml.push_str("</sitemapindex>\n");
    xml
}

fn urls(origin: &str, rows: impl Iterator<Item = (String, Option<Timestamp>)>) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"{NAMESPACE}\">\n");
    for (path, changed) in rows {
        xml.push_str(&format!("<url><loc>{}</loc>", escape(&format!("{origin}{path}"))));
        if let Some(changed) = changed {
            xml.push_str(&format!("<lastmod>{}</lastmod>", changed.format("%Y-%m-%dT%H:%M:%SZ")));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

fn robots(origin: &str) -> String {
    let hidden = ["/api/", "/account", "/cart", "/checkout", "/console", "/orders/", "/log-in", "/register"];
    let lines: String = hidden.iter().map(|path| format!("Disallow: {path}\n")).collect();
    format!("User-agent: *\n{lines}\nSitemap: {origin}/sitemap.xml\n")
}

fn answer(kind: &'static str, body: String) -> Response {
    let mut response = Response::builder().status(StatusCode::OK).body(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=600"));
    response
}
