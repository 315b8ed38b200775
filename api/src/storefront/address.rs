//! What the addresses of the storefront are, as far as the server has to know: which page a path is, and whether there is
//! such a page at all. The browser's own table is `frontend/src/app/router.tsx`; a story compares the two.

use poem::Request;

/// A page of the storefront.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Home,
    Shop,
    Category(String),
    Collection(String),
    Product(String),
    /// A text that is always there, by its name.
    Text(&'static str),
    /// Somebody's own affairs, which no search engine shall list.
    Private,
    Nowhere,
}

pub const TEXTS: [&str; 6] = ["about", "shipping", "returns", "privacy", "terms", "contact"];
/// With all that is below them.
const PRIVATE: [&str; 9] = [
    "account",
    "cart",
    "checkout",
    "confirm-email",
    "forgot-password",
    "log-in",
    "my-data",
    "register",
    "reset-password",
];
const LONGEST_SLUG: usize = 80;

impl Address {
    pub fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match *parts.as_slice() {
            [""] => Self::Home,
            ["shop"] => Self::Shop,
            ["categories", slug] if is_slug(slug) => Self::Category(slug.to_owned()),
            ["collections", slug] if is_slug(slug) => Self::Collection(slug.to_owned()),
            ["products", slug] if is_slug(slug) => Self::Product(slug.to_owned()),
            ["orders", id] if !id.is_empty() => Self::Private,
            [name] if TEXTS.contains(&name) => {
                TEXTS.iter().find(|text| **text == name).map_or(Self::Nowhere, |text| Self::Text(text))
            }
            [name, ..] if PRIVATE.contains(&name) => Self::Private,
            _ => Self::Nowhere,
        }
    }

    /// Where it is, without what is asked for behind `?`.
    pub fn path(&self) -> Option<String> {
        Some(match self {
            Self::Home => "/".into(),
            Self::Shop => "/shop".into(),
            Self::Category(slug) => format!("/categories/{slug}"),
            Self::Collection(slug) => format!("/collections/{slug}"),
            Self::Product(slug) => format!("/products/{slug}"),
            Self::Text(name) => format!("/{name}"),
            Self::Private | Self::Nowhere => return None,
        })
    }
}

/// Slugs and ids have these characters only, so that one can stand in a path as it is.
fn is_slug(text: &str) -> bool {
    (1..=LONGEST_SLUG).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Languages of the storefront.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    German,
}

impl Language {
    /// The first that the browser names and the storefront speaks. What somebody chose is kept in the browser alone, which
    /// draws the page anew where that differs.
    pub fn of(request: &Request) -> Self {
        let wanted = request.header(poem::http::header::ACCEPT_LANGUAGE).unwrap_or_default();
        wanted
            .split(',')
            .find_map(|part| match part.trim().get(..2)?.to_ascii_lowercase().as_str() {
                "de" => Some(Self::German),
                "en" => Some(Self::English),
                _ => None,
            })
            .unwrap_or(Self::English)
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }
}
