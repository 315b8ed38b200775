//! What attributes are called: `attr_t_processor_family` is `processor-family`, "Processor family".

use entity::states::AttributeKind;

use crate::catalog::{limits, slug};

/// The kind that a key says, and its name.
pub(super) fn parse(key: &str) -> Option<(AttributeKind, &str)> {
    let kind = match key.get(..7)? {
        "attr_t_" => AttributeKind::Choice,
        "attr_n_" => AttributeKind::Number,
        "attr_b_" => AttributeKind::Boolean,
        _ => return None,
    };
    let name = key.get(7..)?;
    name.chars().any(char::is_alphanumeric).then_some((kind, name))
}

/// For people.
pub(super) fn name(key: &str) -> String {
    let bare = parse(key).map_or(key, |(_, name)| name);
    let words: Vec<&str> = bare.split('_').filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    (first + letters.as_str()).chars().take(limits::CATEGORY_NAME).collect()
}

/// Codes to try, the best first: attributes of different kinds may have the same name.
pub(super) fn codes(key: &str) -> Vec<String> {
    let (kind, bare) = parse(key).unwrap_or((AttributeKind::Choice, key));
    let base = slug::slugify(&bare.replace('_', " "));
    let suffix = match kind {
        AttributeKind::Choice => "text",
        AttributeKind::Number => "number",
        AttributeKind::Boolean => "flag",
    };
    vec![cut(&base, limits::TAG), format!("{}-{suffix}", cut(&base, limits::TAG - 7))]
}

/// A code for a choice with that label, which none of `taken` is.
pub(super) fn choice(label: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let base = slug::slugify(label);
    let numbered = |number: u32| format!("{}-{number}", cut(&base, limits::TAG - 8));
    let first = cut(&base, limits::TAG);
    if !is_taken(&first) {
        return first;
    }
    (2..).map(numbered).find(|code| !is_taken(code)).expect("a finite set does not contain all numbers")
}

/// Slugs are ASCII.
fn cut(slug: &str, length: usize) -> String {
    slug.get(..length).unwrap_or(slug).trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_codes_and_names() {
        assert_eq!(name("attr_t_processor_family"), "Processor family");
        assert_eq!(codes("attr_t_processor_family"), ["processor-family", "processor-family-text"]);
        let long = codes("attr_n_package_dimensions__w_x_d_x_h__of_the_outer_carton");
        assert!(long.iter().all(|code| code.len() <= limits::TAG && slug::is_slug(code)), "{long:?}");
        assert_eq!(choice("Navy blue", |_| false), "navy-blue");
        assert_eq!(choice("Navy Blue", |code| code == "navy-blue"), "navy-blue-2");
        assert_eq!(parse("attr_x_y"), None);
    }
}
