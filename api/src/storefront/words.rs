//! The few words of the first content that no record holds, in the languages of the storefront, and amounts as people
//! write them. Everything else on a page comes out of the shop.

use domain::money;
use serde::Serialize;
use serde_json::Value;

use super::address::Language;

/// As in `frontend/src/i18n`.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Words {
    pub shop: &'static str,
    pub all: &'static str,
    pub home_title: &'static str,
    pub home_lead: &'static str,
    pub eyebrow: &'static str,
    pub browse: &'static str,
    pub newest: &'static str,
    pub collections: &'static str,
    pub sold_out: &'static str,
    pub on_backorder: &'static str,
    pub in_stock: &'static str,
    pub tagline: &'static str,
    pub breadcrumb: &'static str,
    pub categories: &'static str,
}

const ENGLISH: Words = Words {
    shop: "Shop",
    all: "All products",
    home_title: "Objects for slower days",
    home_lead: "Stoneware, light and things for the desk from small workshops. Made to be used for years, and mended \
                when needed.",
    eyebrow: "The autumn edit",
    browse: "Shop the edit",
    newest: "New arrivals",
    collections: "Collections",
    sold_out: "Sold out",
    on_backorder: "On backorder",
    in_stock: "In stock, ships tomorrow",
    tagline: "Objects for the kitchen, the table and the desk, made to be used for years.",
    breadcrumb: "Breadcrumb",
    categories: "Categories",
};

const GERMAN: Words = Words {
    shop: "Laden",
    all: "Alle Produkte",
    home_title: "Dinge für ruhige Tage",
    home_lead: "Steinzeug, Licht und Schönes für den Schreibtisch aus kleinen Werkstätten. Für viele Jahre gemacht und \
                zu reparieren.",
    eyebrow: "Die Herbstauswahl",
    browse: "Zur Auswahl",
    newest: "Neu eingetroffen",
    collections: "Sammlungen",
    sold_out: "Ausverkauft",
    on_backorder: "Bestellbar",
    in_stock: "Auf Lager, morgen unterwegs",
    tagline: "Dinge für Küche, Tisch und Schreibtisch, gemacht für viele Jahre.",
    breadcrumb: "Pfad",
    categories: "Kategorien",
};

pub fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

/// `24.00`, as machines read it; `None` for what is no amount.
pub fn decimal(amount: &Value) -> Option<String> {
    let (minor, currency) = (amount["amount_minor"].as_i64()?, amount["currency"].as_str()?);
    let digits = money::decimals(currency);
    let scale = 10_i64.pow(digits);
    Some(match digits {
        0 => minor.to_string(),
        width => format!("{}.{:0width$}", minor / scale, (minor % scale).abs(), width = width as usize),
    })
}

/// `€24` or `€24.50`, and in German `24 €`; other currencies by their code.
pub fn price(amount: &Value, language: Language) -> Option<String> {
    let (minor, currency) = (amount["amount_minor"].as_i64()?, amount["currency"].as_str()?);
    if currency != "EUR" {
        return Some(money::format(minor, currency));
    }
    let text = money::format(minor, currency);
    let number = text.strip_suffix(" EUR").unwrap_or(&text);
    let number = number.strip_suffix(".00").unwrap_or(number);
    Some(match language {
        Language::English => format!("€{number}"),
        Language::German => {
            let swapped: String = number
                .chars()
                .map(|letter| match letter {
                    '.' => ',',
                    ',' => '.',
                    other => other,
                })
                .collect();
            format!("{swapped}\u{a0}€")
        }
    })
}

/// The beginning of a text on one line, cut between words, for who lists pages.
pub fn summary(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() + 1 > LONGEST {
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    // A word may be longer than the line.
    line.chars().take(LONGEST + 1).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_written_for_machines_and_for_people() {
        let eur = |amount_minor: i64| json!({ "amount_minor": amount_minor, "currency": "EUR" });
        assert_eq!(decimal(&eur(2400)).unwrap(), "24.00");
        assert_eq!(decimal(&eur(5)).unwrap(), "0.05");
        assert_eq!(decimal(&json!({ "amount_minor": 900, "currency": "JPY" })).unwrap(), "900");
        assert_eq!(price(&eur(2400), Language::English).unwrap(), "€24");
        assert_eq!(price(&eur(123_450), Language::English).unwrap(), "€1,234.50");
        assert_eq!(price(&eur(123_450), Language::German).unwrap(), "1.234,50\u{a0}€");
        assert_eq!(decimal(&json!({})), None);
    }

    #[test]
    fn a_summary_is_one_short_line() {
        assert_eq!(summary("  Thrown\n by hand. "), "Thrown by hand.");
        let long = summary(&"stone ".repeat(100));
        assert!(long.chars().count() <= 161 && long.ends_with('…'), "{long}");
        assert!(summary(&"x".repeat(1000)).chars().count() <= 161);
    }
}
