//! The part of a text that shows why it was found.

use crate::text;

/// A part of a text, and where in it, in bytes, words stand that were looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}

/// The part of `text`, of about `characters`, with most of `stems`; its beginning where there are none.
pub fn passage(text: &str, stems: &[String], characters: usize) -> Passage {
    let found: Vec<(usize, usize)> = text::words(text)
        .into_iter()
        .filter(|word| stems.binary_search(&word.stem()).is_ok())
        .map(|word| (word.from, word.to))
        .collect();
    let bounds: Vec<usize> =
        text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect();
    if bounds.len() <= characters + 1 {
        return Passage { text: text.to_owned(), marks: found };
    }
    let end_of = |from: usize| {
        let nth = bounds.partition_point(|at| *at < from);
        bounds[(nth + characters).min(bounds.len() - 1)]
    };
    let marks_from = |from: usize| found.iter().filter(|(a, b)| *a >= from && *b <= end_of(from)).count();
    // A little of what stands before makes it readable.
    let starts = found.iter().map(|(at, _)| {
        let nth = bounds.partition_point(|bound| bound < at);
        bounds[nth.saturating_sub(characters / 6)]
    });
    let best = starts
        .map(|start| word_start(text, start))
        .max_by_key(|from| (marks_from(*from), std::cmp::Reverse(*from)));
    let from = best.unwrap_or(0);
    let to = end_of(from);
    let (before, behind) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    let shift = |at: usize| at - from + before.len();
    let marks = found.iter().filter(|(a, b)| *a >= from && *b <= to).map(|(a, b)| (shift(*a), shift(*b)));
    Passage { marks: marks.collect(), text: format!("{before}{}{behind}", &text[from..to]) }
}

/// The first beginning of a word from there on.
fn word_start(text: &str, from: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let rest = &text[from..];
    let space = rest.find(char::is_whitespace).unwrap_or(0);
    from + space + rest[space..].find(|c: char| !c.is_whitespace()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_is_marked_wherever_it_stands() {
        let text = format!("{} A Crème laptop für alle. {}", "wörter ".repeat(60), "weiter ".repeat(60));
        let found = passage(&text, &["creme".into(), "laptop".into()], 80);
        let marked: Vec<&str> = found.marks.iter().map(|(from, to)| &found.text[*from..*to]).collect();
        assert_eq!(marked, ["Crème", "laptop"]);
        assert!(found.text.chars().count() <= 82 && found.text.starts_with('…') && found.text.ends_with('…'));
        assert_eq!(passage("short", &[], 80), Passage { text: "short".into(), marks: vec![] });
    }
}
