//! Names as they stand in addresses: `a-z`, `0-9` and single hyphens.

use std::collections::HashSet;

use super::limits::SLUG;

pub(crate) fn is_slug(text: &str) -> bool {
    text.len() <= SLUG
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// The slug of a name: `Crème Brûlée (2er)` becomes `creme-brulee-2er`. A name without a single letter of the Latin
/// alphabet and without a digit becomes `item`.
pub(super) fn slugify(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            slug.push(c);
            continue;
        }
        match transliterate(c) {
            "" if slug.is_empty() || slug.ends_with('-') => {}
            "" => slug.push('-'),
            letters => slug.push_str(letters),
        }
    }
    cut(&slug, SLUG).map_or_else(|| "item".into(), Into::into)
}

/// `base`, or `base-2`, `base-3` … if that is taken.
pub(super) fn free(base: &str, taken: &HashSet<String>) -> String {
    if !taken.contains(base) {
        return base.to_owned();
    }
    (2_u64..)
        .map(|number| numbered(base, number))
        .find(|slug| !taken.contains(slug))
        .expect("a finite set does not contain all numbers")
}

/// What all of `base, base-2, base-3 …` begin with, however long the number gets.
pub(super) fn stem(base: &str) -> &str {
    cut(base, SLUG - 21).unwrap_or(base)
}

fn numbered(base: &str, number: u64) -> String {
    let suffix = format!("-{number}");
    format!("{}{suffix}", cut(base, SLUG - suffix.len()).unwrap_or(base))
}

/// The first `length` bytes without hyphens at the end; `None` if nothing is left. Slugs are ASCII.
fn cut(slug: &str, length: usize) -> Option<&str> {
    let cut = slug.get(..length.min(slug.len()))?.trim_end_matches('-');
    (!cut.is_empty()).then_some(cut)
}

/// What stands for a lower-case character that has no place in a slug.
fn transliterate(c: char) -> &'static str {
    match c {
        'ä' | 'æ' => "ae",
        'ö' | 'ø' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'þ' => "th",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, slug) in [
            ("Dune Mug", "dune-mug"),
            ("  Crème Brûlée (2er) ", "creme-brulee-2er"),
            ("Größe — XL", "groesse-xl"),
            ("茶", "item"),
            ("", "item"),
        ] {
            assert_eq!(slugify(name), slug);
            assert!(is_slug(slug));
        }
        let long = slugify(&"ab ".repeat(100));
        assert!(is_slug(&long), "{long}");
    }

    #[test]
    fn slugs_have_single_hyphens_inside() {
        for bad in ["", "-a", "a-", "a--b", "A", "ä", "a b", &"a".repeat(81)] {
            assert!(!is_slug(bad), "{bad}");
        }
    }

    #[test]
    fn a_taken_slug_gets_a_number() {
        let long = "a".repeat(SLUG);
        let taken = HashSet::from(["mug".to_owned(), "mug-2".to_owned(), long.clone()]);
        assert_eq!(free("cup", &taken), "cup");
        assert_eq!(free("mug", &taken), "mug-3");
        let next = free(&long, &taken);
        assert!(is_slug(&next) && next.ends_with("-2"));
        assert!(next.starts_with(stem(&long)));
    }
}
