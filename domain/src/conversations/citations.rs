//! Products that an answer names: `[[slug]]` behind each. The marks are taken out of the text as it comes, piece by piece.

/// More than fit beside an answer.
const MOST: usize = 8;
/// A slug is shorter.
const LONGEST: usize = 90;

/// Reads an answer.
#[derive(Debug, Default)]
pub(super) struct Citations {
    slugs: Vec<String>,
    /// What may be the beginning of a mark.
    held: String,
}

impl Citations {
    /// The next piece, without marks.
    pub fn read(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        let mut text = String::new();
        loop {
            let Some(begin) = self.held.find('[') else {
                text.push_str(&std::mem::take(&mut self.held));
                return text;
            };
            text.extend(self.held.drain(..begin));
            match self.held.strip_prefix("[[").map(|rest| rest.split_once("]]")) {
                Some(Some((slug, rest))) if slug.len() <= LONGEST => {
                    let (slug, rest) = (slug.trim().to_owned(), rest.to_owned());
                    self.cite(slug);
                    self.held = rest;
                    // The blank before a mark belongs to it.
                    if text.ends_with(' ') && !self.held.starts_with(|c: char| c.is_alphanumeric()) {
                        text.pop();
                    }
                }
                // It may go on; the blank before it waits, too.
                Some(None) if self.held.len() <= LONGEST + 4 => return self.waiting(text),
                None if self.held == "[" => return self.waiting(text),
                // It is no mark.
                _ => text.extend(self.held.drain(..1)),
            }
        }
    }

    fn waiting(&mut self, mut text: String) -> String {
        if text.ends_with(' ') {
            text.pop();
            self.held.insert(0, ' ');
        }
        text
    }

    fn cite(&mut self, slug: String) {
        if self.slugs.len() < MOST && crate::catalog::is_slug(&slug) && !self.slugs.contains(&slug) {
            self.slugs.push(slug);
        }
    }

    /// What is left of the text, and the slugs that it named.
    pub fn finish(&mut self) -> (String, Vec<String>) {
        (std::mem::take(&mut self.held), std::mem::take(&mut self.slugs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> (String, Vec<String>) {
        let mut citations = Citations::default();
        let text: String = pieces.iter().map(|piece| citations.read(piece)).collect();
        let (rest, slugs) = citations.finish();
        (text + &rest, slugs)
    }

    #[test]
    fn marks_are_taken_out_wherever_the_pieces_end() {
        let whole = "The red mug [[red-mug]] and the blue one [[blue-mug]], see [1]. [[red-mug]]";
        let expected = (
            "The red mug and the blue one, see [1].".to_owned(),
            vec!["red-mug".to_owned(), "blue-mug".to_owned()],
        );
        assert_eq!(read(&[whole]), expected);
        let (begin, end) = whole.split_at(whole.find("-mug").unwrap_or_default());
        assert_eq!(read(&[begin, end]), expected);
        // Then a blank that was told already stays.
        let letters: Vec<String> = whole.chars().map(String::from).collect();
        let (text, slugs) = read(&letters.iter().map(String::as_str).collect::<Vec<_>>());
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",");
        assert_eq!((text, slugs), expected);
    }

    #[test]
    fn what_is_no_slug_is_cited_as_nothing_and_what_never_ends_is_text() {
        assert_eq!(read(&["a [[../etc/passwd]] b"]).1, Vec::<String>::new());
        assert_eq!(read(&["[[no end"]).0, "[[no end");
        let endless = format!("[[{}", "x".repeat(500));
        assert_eq!(read(&[&endless]).0, endless);
        let many: String = (0..50).map(|n| format!("[[p-{n}]]")).collect();
        assert_eq!(read(&[&many]).1.len(), MOST);
        assert_eq!(read(&["ä[[ö]]ü[["]).0, "äü[[");
    }
}
