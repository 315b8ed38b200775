//! From texts to terms: the same for what is indexed and for what is asked.
//!
//! Letters lose accents and case. A term is a run of letters and digits; scripts that write without spaces give a term per
//! character. Words are stemmed as English; numbers and words with digits are left alone.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer ones are cut: nobody searches for them.
const LONGEST: usize = 40;

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// A word of a text, and where it stands there in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Without accents and case.
    pub folded: String,
    pub from: usize,
    pub to: usize,
}

impl Word {
    pub fn stem(&self) -> String {
        stem(&self.folded)
    }
}

/// Words of one to [`LONGEST`] characters.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut current: Option<Word> = None;
    for (from, c) in text.char_indices() {
        let to = from + c.len_utf8();
        if is_combining_mark(c) && current.is_some() {
            continue;
        }
        if !c.is_alphanumeric() {
            words.extend(current.take());
        } else if is_written_without_spaces(c) {
            words.extend(current.take());
            words.push(Word { folded: c.to_string(), from, to });
        } else {
            let word = current.get_or_insert_with(|| Word { folded: String::new(), from, to });
            fold(c, &mut word.folded);
            word.to = to;
        }
    }
    words.extend(current);
    for word in &mut words {
        if let Some((end, _)) = word.folded.char_indices().nth(LONGEST) {
            word.folded.truncate(end);
        }
    }
    words.retain(|word| !word.folded.is_empty());
    words
}

pub(crate) fn stems(text: &str) -> Vec<String> {
    words(text).iter().map(Word::stem).collect()
}

/// `folded` must be folded.
pub(crate) fn stem(folded: &str) -> String {
    if folded.len() < 3 || folded.bytes().any(|byte| byte.is_ascii_digit()) {
        folded.to_owned()
    } else {
        STEMMER.stem(folded).into_owned()
    }
}

/// A part number as it is compared: letters and digits only. `None` for what can be none.
pub(crate) fn code(text: &str) -> Option<String> {
    let mut code = String::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()).take(LONGEST) {
        fold(c, &mut code);
    }
    (!code.is_empty()).then_some(code)
}

/// 24 bits that stand for a term in columns.
pub(crate) fn hash(term: &str) -> u64 {
    // FNV-1a: the same on every machine and in every version, which the standard library does not promise of its own.
    let whole = term.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (whole ^ (whole >> 24) ^ (whole >> 48)) & 0x00ff_ffff
}

fn fold(c: char, into: &mut String) {
    if c.is_ascii() {
        into.push(c.to_ascii_lowercase());
    } else {
        into.extend(c.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    }
}

/// Chinese, Japanese, Thai, Lao, Khmer and Burmese.
fn is_written_without_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// The tokenizer of text fields: stems.
#[derive(Clone, Default)]
pub(crate) struct Stems;

/// The tokenizer of the dictionary: words as they are written, folded.
#[derive(Clone, Default)]
pub(crate) struct Folded;

pub(crate) struct Stream {
    words: std::vec::IntoIter<Word>,
    is_stemmed: bool,
    position: usize,
    token: Token,
}

impl Stream {
    fn of(text: &str, is_stemmed: bool) -> Self {
        Self { words: words(text).into_iter(), is_stemmed, position: 0, token: Token::default() }
    }
}

impl Tokenizer for Stems {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream::of(text, true)
    }
}

impl Tokenizer for Folded {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream::of(text, false)
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        let text = if self.is_stemmed { word.stem() } else { word.folded };
        let (offset_from, offset_to) = (word.from, word.to);
        self.token = Token { offset_from, offset_to, position: self.position, text, position_length: 1 };
        self.position += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_script_gives_terms() {
        for (text, expected) in [
            ("Crème BRÛLÉE", vec!["creme", "brule"]),
            ("laptops, Laptop's", vec!["laptop", "laptop", "s"]),
            ("TN-2110", vec!["tn", "2110"]),
            ("ノートPC 鞄", vec!["ノ", "ー", "ト", "pc", "鞄"]),
            ("Ноутбук", vec!["ноутбук"]),
            ("٣٤ كتاب", vec!["٣٤", "كتاب"]),
            ("\u{0}\u{202e} \t", vec![]),
        ] {
            assert_eq!(stems(text), expected, "{text}");
        }
        assert_eq!(words(&"x".repeat(10_000))[0].folded.len(), LONGEST);
    }

    #[test]
    fn part_numbers_are_compared_without_what_stands_between() {
        assert_eq!(code("TN-2110"), code("tn 2110"));
        assert_eq!(code(" -- "), None);
    }
}
