//! From what a customer typed to lines that fit: cleaning and wrapping.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::fonts::{Typeface, Weight};

/// Text with accents composed and without the characters that have no shape of their own: controls, joiners,
/// direction marks, variation selectors. Line breaks and tabs become spaces.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let plain =
        |c: char| ('\u{20}'..='\u{7e}').contains(&c) || ('\u{a1}'..'\u{300}').contains(&c) && c != '\u{ad}';
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(visible).nfc().collect())
}

fn visible(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{2007}' | '\u{202f}' => Some('\u{a0}'),
        '\u{2010}' | '\u{2011}' => Some('-'),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' => None,
        // Not characters at all: they would make the document's XML metadata invalid.
        '\u{fffe}' | '\u{ffff}' => Some('\u{fffd}'),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// A column to set text in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub(super) weight: Weight,
    /// Type size and width, in points.
    pub(super) size: f32,
    pub(super) width: f32,
    /// What exceeds this is cut and ends in an ellipsis, so that one abusive name cannot fill pages.
    pub(super) max_lines: usize,
}

/// Breaks text at spaces; a word wider than the column is broken inside, after a separator if it has one.
/// Empty text gives no line.
pub(super) fn wrap(text: &str, measure: Measure) -> Vec<String> {
    let typeface = Typeface::of(measure.weight);
    let clean = printable(text);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    let space = typeface.advance(' ', measure.size);
    // Not `split_whitespace`: a no-break space must not break.
    for mut word in clean.split(' ').filter(|word| !word.is_empty()) {
        if lines.len() > measure.max_lines {
            break;
        }
        let mut width = typeface.width(word, measure.size);
        if !line.is_empty() && used + space + width > measure.width {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        while width > measure.width && lines.len() <= measure.max_lines {
            let (head, tail) = word.split_at(fitting(word, typeface, measure));
            lines.push(head.to_owned());
            word = tail;
            width = typeface.width(word, measure.size);
        }
        if !line.is_empty() {
            line.push(' ');
            used += space;
        }
        line.push_str(word);
        used += width;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > measure.max_lines {
        lines.truncate(measure.max_lines);
        if let Some(last) = lines.last_mut() {
            while typeface.width(last, measure.size) + typeface.advance('…', measure.size) > measure.width {
                last.pop();
            }
            last.push('…');
        }
    }
    lines
}

/// Bytes of the word that fit the column, at least one character.
fn fitting(word: &str, typeface: &Typeface, measure: Measure) -> usize {
    let mut used = 0.0;
    let mut separator = 0;
    for (at, c) in word.char_indices() {
        used += typeface.advance(c, measure.size);
        if used > measure.width && at > 0 {
            // A separator near the start would waste the line.
            return if separator * 2 >= at { separator } else { at };
        }
        if matches!(c, '-' | '/' | '_' | '.' | '@') && used <= measure.width {
            separator = at + c.len_utf8();
        }
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMN: Measure = Measure { weight: Weight::Regular, size: 9.0, width: 100.0, max_lines: 4 };

    fn fits(lines: &[String]) -> bool {
        lines.iter().all(|line| Typeface::of(COLUMN.weight).width(line, COLUMN.size) <= COLUMN.width)
    }

    #[test]
    fn lines_fit_and_lose_no_word() {
        let lines = wrap("Stoneware mug with a\tglazed handle\nand a lid", COLUMN);
        assert!(fits(&lines));
        assert_eq!(lines.join(" "), "Stoneware mug with a glazed handle and a lid");
    }

    #[test]
    fn long_words_break_after_a_separator_or_anywhere() {
        let lines = wrap("Donaudampfschifffahrtsgesellschaftskapitän", COLUMN);
        assert!(fits(&lines) && lines.len() > 1);
        assert_eq!(lines.concat(), "Donaudampfschifffahrtsgesellschaftskapitän");
        assert_eq!(wrap("ABCDEFGH-0123456789012345", COLUMN).first().map(String::as_str), Some("ABCDEFGH-"));
    }

    #[test]
    fn endless_text_is_cut_with_an_ellipsis() {
        let lines = wrap(&"word ".repeat(5000), COLUMN);
        assert!(fits(&lines) && lines.len() == 4);
        assert!(lines.last().is_some_and(|line| line.ends_with('…')));
        assert_eq!(wrap(&"W".repeat(1_000_000), COLUMN).len(), 4);
    }

    #[test]
    fn decomposed_accents_are_composed_and_invisible_marks_dropped() {
        assert_eq!(printable("Jose\u{301}\u{200b} \u{202e}x\u{0}"), "José x");
        assert!(wrap(" \n ", COLUMN).is_empty());
    }
}
