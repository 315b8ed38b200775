//! Order numbers that people can read out: nine random symbols and a check symbol, `4K7T9-2QXMB`.
//!
//! The alphabet is Crockford's base 32 (no I, L, O, U). The check symbol is Luhn mod N, which catches every mistyped
//! symbol and nearly every swap of neighbours. 45 random bits make a clash among a million orders a matter of 1 in 70,
//! and the unique index turns it into a refused attempt, never into two orders of one number.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS: usize = 9;

/// A fresh number.
pub fn new_number() -> String {
    let mut symbols: Vec<usize> = (0..SYMBOLS).map(|_| rand::random_range(0..ALPHABET.len())).collect();
    symbols.push(check_symbol(&symbols));
    let text: String = symbols.iter().map(|symbol| char::from(ALPHABET[*symbol])).collect();
    format!("{}-{}", &text[..5], &text[5..])
}

/// Whether `text` is a well-formed number with a matching check symbol.
pub fn is_number(text: &str) -> bool {
    let symbols: Option<Vec<usize>> = text
        .bytes()
        .filter(|byte| *byte != b'-')
        .map(|byte| ALPHABET.iter().position(|symbol| *symbol == byte.to_ascii_uppercase()))
        .collect();
    match symbols {
        Some(symbols) if symbols.len() == SYMBOLS + 1 => {
            check_symbol(&symbols[..SYMBOLS]) == symbols[SYMBOLS]
        }
        _ => false,
    }
}

/// A number as it is stored, however somebody typed it.
pub(crate) fn written(typed: &str) -> String {
    let symbols: String =
        typed.chars().filter(char::is_ascii_alphanumeric).map(|symbol| symbol.to_ascii_uppercase()).collect();
    match symbols.split_at_checked(5) {
        Some((front, back)) => format!("{front}-{back}"),
        None => symbols,
    }
}

/// Luhn mod N: from the right every second symbol counts double, digit sums in base N.
fn check_symbol(symbols: &[usize]) -> usize {
    let base = ALPHABET.len();
    let sum: usize = symbols
        .iter()
        .rev()
        .enumerate()
        .map(|(place, symbol)| {
            let weighed = if place % 2 == 0 { symbol * 2 } else { *symbol };
            weighed / base + weighed % base
        })
        .sum();
    (base - sum % base) % base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_symbol_is_noticed() {
        let number = new_number();
        assert!(is_number(&number) && is_number(&number.to_lowercase().replace('-', "")));
        for place in (0..number.len()).filter(|place| *place != 5) {
            for symbol in ALPHABET.iter().filter(|symbol| **symbol != number.as_bytes()[place]) {
                let mut typed = number.clone().into_bytes();
                typed[place] = *symbol;
                assert!(!is_number(&String::from_utf8(typed).unwrap()));
            }
        }
    }
}
