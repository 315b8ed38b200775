//! What the catalogue takes: the one place that knows the limits. Lengths are in characters.

use std::borrow::Cow;

use crate::error::{Error, FieldError, Result};
use crate::money;

pub const NAME: usize = 200;
/// What search engines show, characters.
pub const SEO_TITLE: usize = 200;
pub const SEO_DESCRIPTION: usize = 500;
pub const CATEGORY_NAME: usize = 100;
pub const DESCRIPTION: usize = 10_000;
pub const SLUG: usize = 80;
pub const SKU: usize = 64;
pub const VARIANT_NAME: usize = 100;
pub const WEIGHT_G: i32 = 1_000_000;
pub const STOCK: i64 = 1_000_000_000;
/// 10,000 basis points are 100 %.
pub const TAX_RATE_BP: i32 = 10_000;
pub const VARIANTS: usize = 100;
pub const IMAGES: usize = 20;
pub const TAG: usize = 40;
/// Of one product.
pub const TAGS: usize = 50;
/// In the shop.
pub const ATTRIBUTES: usize = 500;
/// Of one attribute.
pub const CHOICES: usize = 200;
pub const UNIT: usize = 20;
/// Attributes of one product, and choices of it together.
pub const VALUES: usize = 200;
/// In which the variants of one product differ.
pub const OPTIONS: usize = 5;
/// In a collection that is filled by hand.
pub const COLLECTION: usize = 1_000;
/// That go with one product.
pub const RELATED: usize = 30;
/// Largest number of an attribute, thousandths.
pub const NUMBER_MILLI: i64 = 1_000_000_000_000_000;
pub const ALT: usize = 300;
/// Width and height of a picture, pixels.
pub const PIXELS: i32 = 20_000;

/// Collects everything that is wrong, so that it can be told at once.
#[derive(Default)]
pub(crate) struct Violations(Vec<FieldError>);

impl Violations {
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Notes what `rule` complains about.
    pub fn check(&mut self, field: impl Into<Cow<'static, str>>, rule: Result<(), String>) {
        if let Err(message) = rule {
            self.add(field, message);
        }
    }

    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

type Rule = Result<(), String>;

/// One line of text that is not empty.
pub(super) fn name(text: &str, limit: usize) -> Rule {
    if text.is_empty() { Err("must not be empty".into()) } else { line(text, limit) }
}

/// One line of text, or none.
pub(super) fn line(text: &str, limit: usize) -> Rule {
    if text.chars().any(char::is_control) {
        return Err("must not contain control characters".into());
    }
    at_most(text, limit)
}

/// Text that may have several lines.
pub(super) fn description(text: &str) -> Rule {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err("must not contain control characters".into());
    }
    at_most(text, DESCRIPTION)
}

pub(super) fn sku(text: &str) -> Rule {
    let fits = (1..=SKU).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if fits {
        Ok(())
    } else {
        Err(format!("must be 1 to {SKU} of A-Z, a-z, 0-9, point, underscore and hyphen"))
    }
}

pub(super) fn slug(text: &str) -> Rule {
    if super::slug::is_slug(text) {
        Ok(())
    } else {
        Err(format!("must be 1 to {SLUG} of a-z and 0-9, with single hyphens between them"))
    }
}

/// A tag is written like a slug.
pub(super) fn tag(text: &str) -> Rule {
    if text.len() <= TAG && super::slug::is_slug(text) {
        Ok(())
    } else {
        Err(format!("must be 1 to {TAG} of a-z and 0-9, with single hyphens between them"))
    }
}

/// A moment that both databases know.
pub(super) fn moment(at: crate::clock::Timestamp) -> Rule {
    use chrono::Datelike;
    if (1970..=9999).contains(&at.year()) { Ok(()) } else { Err("must be between 1970 and 9999".into()) }
}

pub(super) fn price(minor: i64) -> Rule {
    between(minor, money::MAX_MINOR)
}

pub(super) fn weight(grams: i32) -> Rule {
    between(i64::from(grams), i64::from(WEIGHT_G))
}

pub(super) fn stock(count: i64) -> Rule {
    between(count, STOCK)
}

pub(super) fn tax_rate(basis_points: i32) -> Rule {
    between(i64::from(basis_points), i64::from(TAX_RATE_BP))
}

fn between(value: i64, most: i64) -> Rule {
    if (0..=most).contains(&value) { Ok(()) } else { Err(format!("must be between 0 and {most}")) }
}

fn at_most(text: &str, limit: usize) -> Rule {
    if text.chars().count() <= limit { Ok(()) } else { Err(format!("must have at most {limit} characters")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_inclusive() {
        assert!(name(&"ä".repeat(NAME), NAME).is_ok());
        assert!(name(&"ä".repeat(NAME + 1), NAME).is_err());
        assert!(description("two\nlines\t.").is_ok());
        assert!(description("\0").is_err());
        assert!(price(money::MAX_MINOR).is_ok());
        assert!(price(money::MAX_MINOR + 1).is_err());
        assert!(price(-1).is_err());
        assert!(sku("A-1.b_2").is_ok());
        for bad in ["", "a b", "ä", "a/b"] {
            assert!(sku(bad).is_err(), "{bad}");
        }
    }
}
