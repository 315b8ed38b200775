//! Bounds of the price, in words and numbers.

use super::super::vocabulary::Words;
use crate::money;

/// Words that say what may be spent, and whether a bare number is enough behind them: "max 5" may be a name.
const AT_MOST: &[(&str, bool)] = &[
    ("less than", true),
    ("cheaper than", true),
    ("no more than", true),
    ("not more than", true),
    ("up to", true),
    ("at most", true),
    ("weniger als", true),
    ("günstiger als", true),
    ("billiger als", true),
    ("nicht mehr als", true),
    ("under", true),
    ("below", true),
    ("unter", true),
    ("höchstens", true),
    ("max", false),
    ("maximum", false),
    ("maximal", false),
    ("bis", false),
    ("bis zu", false),
    ("<", false),
    ("<=", false),
];
const AT_LEAST: &[(&str, bool)] = &[
    ("more than", true),
    ("at least", true),
    ("mehr als", true),
    ("above", true),
    ("über", true),
    ("mindestens", true),
    ("over", false),
    ("from", false),
    ("min", false),
    ("minimum", false),
    ("ab", false),
    (">", false),
    (">=", false),
];
const BETWEEN: &[(&str, &str)] =
    &[("between", "and"), ("zwischen", "und"), ("from", "to"), ("von", "bis"), ("", "-"), ("", "–")];
const CURRENCIES: &[&str] = &[
    "€", "$", "£", "¥", "eur", "euro", "euros", "usd", "dollar", "dollars", "gbp", "pound", "pounds", "chf",
    "jpy", "yen", "zł", "pln", "kr", "sek", "nok", "dkk",
];

/// A bound of the price that begins with the first of the words: how many words it is, least and most.
pub(super) fn bound_at(
    words: &[String],
    known: &Words,
    currency: &str,
) -> Option<(usize, Option<i64>, Option<i64>)> {
    for (before, between) in BETWEEN {
        let start = usize::from(!before.is_empty());
        if start == 1 && words.first()?.to_lowercase() != *before {
            continue;
        }
        // `100-200` in one word.
        if start == 0
            && let Some((one, other)) = words.first().and_then(|word| word.split_once(between))
            && let (Some(one), Some(other)) = (Amount::read(one, currency), Amount::read(other, currency))
        {
            let (is_money, length) = match one.is_money || other.is_money {
                true => (true, 1),
                false => (words.get(1).is_some_and(|word| is_currency(word)), 2),
            };
            if is_money && one.minor <= other.minor {
                return Some((length, Some(one.minor), Some(other.minor)));
            }
        }
        let Some((one, first)) = amount_at(words.get(start..)?, currency) else { continue };
        if words.get(start + first).is_none_or(|word| word.to_lowercase() != *between) {
            continue;
        }
        let Some((other, second)) = words.get(start + first + 1..).and_then(|rest| amount_at(rest, currency))
        else {
            continue;
        };
        let length = start + first + 1 + second;
        let is_plain = matches!(*before, "between" | "zwischen") && is_end(&words[length..], known);
        if (one.is_money || other.is_money || is_plain) && one.minor <= other.minor {
            return Some((length, Some(one.minor), Some(other.minor)));
        }
    }
    for (bounds, is_most) in [(AT_MOST, true), (AT_LEAST, false)] {
        for (said, is_enough) in bounds {
            let length = said.split(' ').count();
            if words.get(..length).is_none_or(|start| start.join(" ").to_lowercase() != *said) {
                continue;
            }
            let Some((amount, more)) = amount_at(&words[length..], currency) else { continue };
            let length = length + more;
            let is_price = amount.is_money || (*is_enough && is_end(&words[length..], known));
            if !is_price {
                continue;
            }
            let bound = Some(amount.minor);
            return Some(if is_most { (length, None, bound) } else { (length, bound, None) });
        }
    }
    None
}

/// Whether the number before is not one of something: "under 15 inch" is no price.
fn is_end(rest: &[String], known: &Words) -> bool {
    let Some(next) = rest.first() else { return true };
    let next = next.to_lowercase();
    !MEASURES.contains(&next.as_str()) && known.measured_in(&next).is_empty()
}

/// Units that shops use even where no attribute has them.
const MEASURES: &[&str] = &[
    "\"", "inch", "inches", "zoll", "mm", "cm", "m", "km", "g", "kg", "lb", "oz", "ml", "l", "kb", "mb",
    "gb", "tb", "mhz", "ghz", "hz", "w", "watt", "v", "volt", "mah", "dpi", "ms", "db", "%", "x", "pack",
    "pcs", "pieces", "stück", "years", "jahre", "cores", "ports",
];

struct Amount {
    minor: i64,
    /// Whether a currency was named.
    is_money: bool,
}

/// An amount in one word or in two: `800`, `€800`, `800 euro`, `1.299,99`.
fn amount_at(words: &[String], currency: &str) -> Option<(Amount, usize)> {
    let first = words.first()?;
    if is_currency(first) {
        let amount = Amount::read(words.get(1)?, currency)?;
        return Some((Amount { is_money: true, ..amount }, 2));
    }
    let amount = Amount::read(first, currency)?;
    match words.get(1) {
        Some(next) if is_currency(next) => Some((Amount { is_money: true, ..amount }, 2)),
        _ => Some((amount, 1)),
    }
}

fn is_currency(word: &str) -> bool {
    CURRENCIES.contains(&word.to_lowercase().trim_end_matches([',', '.', '?', '!']))
}

impl Amount {
    fn read(word: &str, currency: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        let mut text = lower.trim_end_matches(['?', '!', ';']);
        let mut is_money = false;
        for name in CURRENCIES {
            let bare = text.strip_prefix(name).or_else(|| text.strip_suffix(name));
            if let Some(bare) = bare.filter(|bare| bare.starts_with(|c: char| c.is_ascii_digit())) {
                (text, is_money) = (bare, true);
                break;
            }
        }
        let text = text.trim_end_matches([',', '.', '-']);
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'');
        if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(is_number) || text.len() > 15
        {
            return None;
        }
        let decimals = usize::try_from(money::decimals(currency)).unwrap_or(2);
        // A separator with other than three digits behind it is the decimal one.
        let (whole, cents) = match text.rfind(['.', ',']) {
            Some(at) if (1..=2).contains(&(text.len() - at - 1)) => (&text[..at], &text[at + 1..]),
            _ => (text, ""),
        };
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        let cents: String = cents.chars().chain(std::iter::repeat('0')).take(decimals).collect();
        let minor =
            format!("{digits}{cents}").parse::<i64>().ok().filter(|minor| *minor <= money::MAX_MINOR)?;
        Some(Self { minor, is_money })
    }
}
