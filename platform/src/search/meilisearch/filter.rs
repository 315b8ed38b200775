//! Filters in the language of the server.

use domain::search::Filter;

use super::document::GREATEST;
use super::settings::{key_field, number_field};

/// What holds of nothing.
const NEVER: &str = "stock = -1";

/// What shoppers see at that moment, microseconds since 1970. It holds of nothing that is no product.
pub fn visible(now: i64) -> String {
    let now = now.clamp(-GREATEST, GREATEST);
    format!("visible_from <= {now} AND visible_until > {now}")
}

/// All of it, but for the filter of the facet that is left out.
pub fn all(now: i64, filters: &[Filter], left_out: Option<&str>) -> String {
    let of_others =
        filters.iter().filter(|filter| left_out.is_none_or(|facet| facet_of(filter) != Some(facet)));
    let conditions: Vec<String> = std::iter::once(visible(now)).chain(of_others.map(one)).collect();
    conditions.join(" AND ")
}

/// The facet that a filter is one of.
pub fn facet_of(filter: &Filter) -> Option<&str> {
    match filter {
        Filter::Values { facet, .. } | Filter::Between { facet, .. } => Some(facet),
        Filter::InStock(_) => None,
    }
}

fn one(filter: &Filter) -> String {
    match filter {
        Filter::Values { values, .. } if values.is_empty() => NEVER.to_owned(),
        Filter::Values { facet, values } => {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            format!("{} IN [{}]", key_field(facet), values.join(", "))
        }
        // Of several numbers of a product, one has to lie between both bounds.
        Filter::Between { facet, least, most } => {
            let field = number_field(facet);
            match (least, most) {
                (Some(least), Some(most)) if least > most => NEVER.to_owned(),
                (Some(least), Some(most)) => format!("{field} {least} TO {most}"),
                (Some(least), None) => format!("{field} >= {least}"),
                (None, Some(most)) => format!("{field} <= {most}"),
                (None, None) => format!("{field} EXISTS"),
            }
        }
        Filter::InStock(wanted) => format!("stock = {}", u8::from(*wanted)),
    }
}

/// A value that says nothing but itself.
pub fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_said_in_the_servers_language() {
        let values = |facet: &str, values: &[&str]| Filter::Values {
            facet: facet.into(),
            values: values.iter().map(|one| (*one).to_owned()).collect(),
        };
        let between = |least, most| Filter::Between { facet: "width".into(), least, most };
        for (filter, expected) in [
            (values("attribute:colour", &["red", "blue"]), r#"keys.attribute_colour IN ["red", "blue"]"#),
            (values("brand", &[]), NEVER),
            (between(Some(1), Some(2)), "numbers.width 1 TO 2"),
            (between(Some(2), Some(1)), NEVER),
            (between(None, Some(2)), "numbers.width <= 2"),
            (Filter::Between { facet: "price".into(), least: Some(-1), most: None }, "price >= -1"),
            (Filter::InStock(false), "stock = 0"),
        ] {
            assert_eq!(one(&filter), expected);
        }
        let colours = [values("attribute:colour", &["red"]), Filter::InStock(true)];
        assert_eq!(
            all(7, &colours, Some("attribute:colour")),
            "visible_from <= 7 AND visible_until > 7 AND stock = 1"
        );
        assert_eq!(quoted(r#"a" OR stock = 1 OR "\"#), r#""a\" OR stock = 1 OR \"\\""#);
    }
}
