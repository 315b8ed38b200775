//! Reading what the API answered: parts of lists, pictures, and ways through the tree of categories.

use serde_json::{Value, json};

use super::address::Language;
use super::head::said;
use super::words::{price, summary};

/// Pictures in the window of the home page.
const WINDOW: usize = 3;

pub fn items(page: &Value) -> Vec<&Value> {
    page["items"].as_array().into_iter().flatten().collect()
}

/// Those with pictures, of as many categories as there are; as `forHero` does in the browser.
pub fn window(page: &Value) -> Vec<&Value> {
    let pictured: Vec<&Value> =
        items(page).into_iter().filter(|product| product["image"].is_object()).collect();
    let mut seen: Vec<&Value> = Vec::new();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for product in pictured {
        if seen.contains(&&product["category"]) {
            rest.push(product);
        } else {
            seen.push(&product["category"]);
            first.push(product);
        }
    }
    first.into_iter().chain(rest).take(WINDOW).collect()
}

pub fn picture(image: &Value, alt: &str) -> Option<Value> {
    let url = image["url"].as_str()?;
    let alt = said(image, "alt").filter(|_| !alt.is_empty()).unwrap_or(alt);
    Some(json!({ "url": url, "width": image["width"], "height": image["height"], "alt": alt }))
}

/// The category of this slug, wherever in the tree.
pub fn branch<'a>(branches: &'a Value, slug: &str) -> Option<&'a Value> {
    branches
        .as_array()?
        .iter()
        .find_map(|one| if one["slug"] == slug { Some(one) } else { branch(&one["children"], slug) })
}

/// Gathers the way from the category up to the top.
pub fn climb(branches: &Value, slug: &str, way: &mut Vec<(String, String)>) -> bool {
    branches.as_array().into_iter().flatten().any(|one| {
        let is_on_it = one["slug"] == slug || climb(&one["children"], slug, way);
        if is_on_it && let (Some(name), Some(slug)) = (said(one, "name"), said(one, "slug")) {
            way.push((name.to_owned(), format!("/categories/{slug}")));
        }
        is_on_it
    })
}

pub fn banner(shop: &Value, language: Language) -> String {
    let Some(free) = price(&shop["free_shipping_from"], language) else { return String::new() };
    match language {
        Language::English => format!("Free shipping over {free}"),
        Language::German => format!("Versandkostenfrei ab {free}"),
    }
}

pub fn capital(name: &str) -> String {
    let text = summary(name);
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
