//! What holds for every text that a model writes for a shop.

use crate::error::FieldError;

/// What is wrong with plain text of so many characters. `lines`: whether it may have several.
pub(super) fn plain(field: &'static str, text: &str, length: (usize, usize), lines: bool) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    let mut unless = |is_fine: bool, message: String| {
        if !is_fine {
            wrong.push(FieldError { field: field.into(), message });
        }
    };
    let (least, most) = length;
    let count = text.trim().chars().count();
    unless(
        (least..=most).contains(&count),
        format!("must have {least} to {most} characters, and has {count}"),
    );
    let is_printable = |c: char| !c.is_control() || (lines && c == '\n');
    let message = if lines { "must have no control characters" } else { "must be one line" };
    unless(text.chars().all(is_printable), message.to_owned());
    let lower = text.to_lowercase();
    let is_plain =
        !["</", "<br", "<script", "http://", "https://", "```"].iter().any(|mark| lower.contains(mark));
    unless(is_plain, "must be plain text without markup and addresses".to_owned());
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_addresses_and_control_characters_are_refused() {
        assert_eq!(plain("text", "Zwei Zeilen,\nbeide schlicht.", (5, 100), true), Vec::new());
        for wrong in ["", "abc", "<b>fat</b>", "see https://evil.example", "a\u{7}bcdef", "```json```"] {
            assert!(!plain("text", wrong, (5, 100), true).is_empty(), "{wrong}");
        }
        assert_eq!(plain("title", "two\nlines", (1, 100), false).len(), 1);
    }
}
