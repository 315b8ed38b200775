//! Rules for text that more than one resource has. Written for `#[garde(custom(…))]`; the document says the same by a
//! pattern beside it.

use domain::accounts;
use domain::shipping::is_country;

/// Text that may be optional. What is absent breaks no rule.
pub trait MaybeText {
    fn text(&self) -> Option<&str>;
}

impl MaybeText for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl MaybeText for Option<String> {
    fn text(&self) -> Option<&str> {
        self.as_deref()
    }
}

/// No control characters, and something to be seen. Whether it may be empty is said by a rule of its own, its length.
pub fn one_line(field: &impl MaybeText, _: &()) -> garde::Result {
    match field.text() {
        Some(text) if text.chars().any(char::is_control) => {
            Err(garde::Error::new("must not contain control characters"))
        }
        Some(text) if !text.is_empty() && text.trim().is_empty() => {
            Err(garde::Error::new("must not be blank"))
        }
        _ => Ok(()),
    }
}

/// Lines of text: no other control characters, and something to be seen.
pub fn lines(field: &impl MaybeText, _: &()) -> garde::Result {
    match field.text() {
        Some(text) if text.chars().any(|letter| letter != '\n' && letter.is_control()) => {
            Err(garde::Error::new("must not contain control characters but line ends"))
        }
        Some(text) if !text.is_empty() && text.trim().is_empty() => {
            Err(garde::Error::new("must not be blank"))
        }
        _ => Ok(()),
    }
}

/// ISO 3166-1 alpha-2.
pub fn known_country(field: &impl MaybeText, _: &()) -> garde::Result {
    match field.text() {
        Some(code) if !is_country(code) => {
            Err(garde::Error::new("must be a code of ISO 3166-1, such as DE or GB"))
        }
        _ => Ok(()),
    }
}

/// What registering takes too.
pub fn email_address(field: &impl MaybeText, _: &()) -> garde::Result {
    let Some(text) = field.text() else { return Ok(()) };
    accounts::check_email(&accounts::normalize_email(text)).map_err(|wrong| garde::Error::new(wrong.message))
}
