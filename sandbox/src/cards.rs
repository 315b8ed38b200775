//! The test cards and their tokens. A token is `tok_` and the number: there is nothing to keep, and nothing
//! to protect, since no real card number is ever accepted.

use crate::error::Error;

/// One test card.
#[derive(Debug)]
pub(crate) struct Card {
    pub number: &'static str,
    pub behaviour: Behaviour,
    /// What the front page says about it.
    pub note: &'static str,
}

/// What a payment with the card comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behaviour {
    Approve,
    Decline(&'static str),
    RequireAction,
    /// Charged at once, answered after the configured `slow`.
    Slow,
    /// Charged at once, answered after the configured `stall`.
    Stall,
    /// Charged like any other; every refund ends as failed.
    FailRefunds,
}

const fn card(number: &'static str, behaviour: Behaviour, note: &'static str) -> Card {
    Card { number, behaviour, note }
}

/// All cards there are.
pub(crate) const CARDS: [Card; 8] = [
    card("4242424242424242", Behaviour::Approve, "approved"),
    card("5555555555554444", Behaviour::Approve, "approved"),
    card("4000000000000002", Behaviour::Decline("card_declined"), "declined: card_declined"),
    card("4000000000009995", Behaviour::Decline("insufficient_funds"), "declined: insufficient_funds"),
    card("4000002500003155", Behaviour::RequireAction, "needs the shopper's consent on a hosted page"),
    card("4000000000000259", Behaviour::Slow, "charged at once, answered slowly"),
    card("4000000000006975", Behaviour::Stall, "charged at once, not answered in time"),
    card("4000000000000341", Behaviour::FailRefunds, "approved, but refunds fail"),
];

/// The card a token stands for.
pub(crate) fn find_by_token(token: &str) -> Option<&'static Card> {
    let number = token.strip_prefix("tok_")?;
    CARDS.iter().find(|card| card.number == number)
}

/// Turns a card number, spaces allowed, into its token.
pub(crate) fn tokenize(card_number: &str) -> Result<String, Error> {
    let number: String = card_number.chars().filter(|c| *c != ' ').collect();
    if !(12..=19).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::invalid("invalid_card_number", "a card number has 12 to 19 digits"));
    }
    if !passes_luhn(&number) {
        return Err(Error::invalid("invalid_card_number", "the check digit of the card number is wrong"));
    }
    if !CARDS.iter().any(|card| card.number == number) {
        return Err(Error::invalid("unknown_card", "only the listed test cards are accepted here"));
    }
    Ok(format!("tok_{number}"))
}

/// The check digit rule of ISO/IEC 7812-1, annex B.
fn passes_luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(digit - b'0') * if place % 2 == 0 { 1 } else { 2 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_card_has_a_right_check_digit_and_a_token_that_finds_it_again() {
        for card in &CARDS {
            assert!(passes_luhn(card.number), "{}", card.number);
            let token = tokenize(card.number).unwrap();
            assert_eq!(find_by_token(&token).unwrap().number, card.number);
        }
    }

    #[test]
    fn spaces_are_allowed_and_everything_else_is_not() {
        assert_eq!(tokenize("4242 4242 4242 4242").unwrap(), "tok_4242424242424242");
        for wrong in
            ["", "4242", "4242424242424241", "4242-4242-4242-4242", "4111111111111111", "४२४२४२४२४२४२"]
        {
            assert!(tokenize(wrong).is_err(), "{wrong}");
        }
    }
}
