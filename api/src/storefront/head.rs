//! What search engines and those who share a link read in the head of a page.

use serde::Serialize;
use serde_json::{Value, json};

use super::words::{decimal, summary};

/// The head of a page, each value as it is; the template escapes.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    pub title: String,
    pub description: String,
    /// The whole address; absent where search engines shall not look.
    pub canonical: Option<String>,
    pub kind: &'static str,
    pub site: String,
    /// The whole address of a picture.
    pub image: Option<String>,
    /// The path of the picture that is seen first.
    pub preload: Option<String>,
    /// JSON that holds nothing by which it could end before its end.
    pub linked: Vec<String>,
    pub is_listed: bool,
}

/// JSON for the inside of a script element: the characters that mean something to HTML, and the two that once ended lines of
/// scripts, are written as escapes, which JSON reads as the same.
pub fn inside_script(value: &Value) -> String {
    let mut safe = String::new();
    for letter in value.to_string().chars() {
        match letter {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(letter)))
            }
            other => safe.push(other),
        }
    }
    safe
}

/// A text of the record, if it says anything.
pub fn said<'a>(record: &'a Value, name: &str) -> Option<&'a str> {
    record[name].as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// What search engines show of it, or what stands on it.
pub fn description(record: &Value) -> Option<String> {
    said(record, "seo_description").or_else(|| said(record, "description")).map(summary)
}

/// A product as schema.org describes it: what it costs and whether it is there, for each variant.
pub fn product(product: &Value, url: &str, origin: &str) -> Value {
    let offers: Vec<Value> = product["variants"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|variant| {
            let available = variant["available"].as_i64().unwrap_or_default() > 0;
            let is_beyond = variant["backorder"].is_object() && variant["backorder"]["left"] != 0;
            Some(json!({
                "@type": "Offer",
                "sku": variant["sku"],
                "price": decimal(&variant["price"])?,
                "priceCurrency": variant["price"]["currency"],
                "availability": match (available, is_beyond) {
                    (true, _) => "https://schema.org/InStock",
                    (false, true) => "https://schema.org/BackOrder",
                    (false, false) => "https://schema.org/OutOfStock",
                },
                "itemCondition": "https://schema.org/NewCondition",
                "url": url,
            }))
        })
        .collect();
    let images: Vec<String> = product["images"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|image| Some(format!("{origin}{}", image["url"].as_str()?)))
        .collect();
    let mut linked = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product["name"],
        "url": url,
        "productID": product["id"],
        "offers": offers,
    });
    if let Some(count) = product["rating"]["count"].as_i64().filter(|count| *count > 0) {
        linked["aggregateRating"] = json!({
            "@type": "AggregateRating",
            "ratingValue": product["rating"]["average"],
            "reviewCount": count,
            "bestRating": 5,
            "worstRating": 1,
        });
    }
    if let Some(text) = description(product) {
        linked["description"] = text.into();
    }
    if !images.is_empty() {
        linked["image"] = images.into();
    }
    if let Some(sku) = product["variants"][0]["sku"].as_str() {
        linked["sku"] = sku.into();
    }
    if let Some(brand) = product["brand"]["name"].as_str() {
        linked["brand"] = json!({ "@type": "Brand", "name": brand });
    }
    linked
}

/// The way to a page, from the top: names and paths.
pub fn breadcrumb(way: &[(String, String)], origin: &str) -> Value {
    let items: Vec<Value> = way
        .iter()
        .enumerate()
        .map(|(index, (name, path))| {
            json!({ "@type": "ListItem", "position": index + 1, "name": name, "item": format!("{origin}{path}") })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn nothing_in_a_script_ends_it() {
        let hostile = json!({ "name": "</script><script>alert(1)</script><!-- \u{2028} & 'x'" });
        let safe = inside_script(&hostile);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']), "{safe}");
        assert_eq!(serde_json::from_str::<Value>(&safe).unwrap(), hostile);
    }
}
