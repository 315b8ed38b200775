//! The plain text of a mail whose shop wrote no text of its own: what its body says, without how it looks.

use htmlparser::{ElementEnd, Token, Tokenizer};

use super::mjml::VOID;
use super::squeeze;

/// Elements whose contents nobody reads.
const SILENT: &[&str] = &["mj-head", "mj-style", "style", "script", "mj-raw"];
/// Elements with a blank line before and after.
const APART: &[&str] =
    &["mj-text", "mj-table", "mj-button", "mj-image", "p", "h1", "h2", "h3", "h4", "ul", "ol", "table"];
/// Elements that begin a line.
const LINES: &[&str] = &["tr", "li", "div", "mj-section", "mj-column", "mj-wrapper"];

/// What the MJML says.
pub(super) fn text_of(mjml: &str) -> String {
    let mut page = Page::default();
    for token in Tokenizer::from(mjml).map_while(Result::ok) {
        page.take(token);
    }
    squeeze(page.text.trim_start())
}

#[derive(Default)]
struct Page {
    text: String,
    /// Elements that are open within a silent one, with it.
    silence: usize,
    element: String,
    href: Option<String>,
    alt: Option<String>,
    /// Addresses of the links that are open.
    links: Vec<Option<String>>,
}

impl Page {
    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::ElementStart { local, .. } => {
                local.as_str().clone_into(&mut self.element);
                (self.href, self.alt) = (None, None);
            }
            Token::Attribute { local, value, .. } => {
                let value = value.map(|value| decode(value.as_str()));
                match local.as_str() {
                    "href" => self.href = value,
                    "alt" => self.alt = value,
                    _ => {}
                }
            }
            Token::ElementEnd { end: ElementEnd::Open, .. } => self.begin(true),
            Token::ElementEnd { end: ElementEnd::Empty, .. } => self.begin(false),
            Token::ElementEnd { end: ElementEnd::Close(_, local), .. } => self.end(local.as_str()),
            Token::Text { text } if self.silence == 0 => self.write(&decode(text.as_str())),
            _ => {}
        }
    }

    fn begin(&mut self, is_open: bool) {
        let element = std::mem::take(&mut self.element);
        let name = element.as_str();
        if self.silence > 0 || SILENT.contains(&name) {
            self.silence += usize::from(is_open && !VOID.contains(&name));
            return;
        }
        self.break_before(name);
        match name {
            "li" => self.text.push_str("- "),
            "td" | "th" if !self.text.ends_with('\n') && !self.text.is_empty() => self.text.push_str("  "),
            "img" | "mj-image" => {
                if let Some(alt) = self.alt.take() {
                    self.write(&alt);
                }
            }
            "mj-divider" | "hr" => self.text.push_str("\n\n----------------------------------------\n\n"),
            "a" | "mj-button" if is_open => {
                let href = self.href.take().filter(|href| !href.is_empty() && !href.starts_with("mailto:"));
                self.links.push(href);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.silence > 0 {
            self.silence -= 1;
            return;
        }
        if matches!(name, "a" | "mj-button")
            && let Some(Some(href)) = self.links.pop()
            && !self.text.ends_with(&href)
        {
            self.text.push_str(if name == "a" { " (" } else { ":\n" });
            self.text.push_str(&href);
            self.text.push_str(if name == "a" { ")" } else { "\n" });
        }
        if name != "br" {
            self.break_before(name);
        }
    }

    fn break_before(&mut self, name: &str) {
        if APART.contains(&name) {
            self.text.push_str("\n\n");
        } else if name == "br" || LINES.contains(&name) && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// White space of the source is one blank, and none where a line begins.
    fn write(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() && c != '\u{a0}' {
                if !self.text.ends_with([' ', '\n']) && !self.text.is_empty() {
                    self.text.push(' ');
                }
            } else {
                self.text.push(c);
            }
        }
    }
}

/// The characters that templates escape, and those that people write by name in HTML.
fn decode(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        match end.and_then(|end| Some((end, character(&rest[1..end])?))) {
            Some((end, c)) => {
                decoded.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "times" => '×',
        "ndash" => '–',
        "mdash" => '—',
        "euro" => '€',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_reads_well_without_its_looks() {
        let mjml = "<mjml><mj-head><mj-title>No</mj-title><mj-style>.a { color: red }</mj-style></mj-head>\
            <mj-body><mj-section><mj-column><mj-text><h1>Thank you</h1><p>Tom &amp; Jerry,\n  hello<br>there &#60;b&gt;</p></mj-text>\
            <mj-table><tr><td>2 × Mug</td><td>18.00</td></tr><tr><td>Total</td><td>18.00</td></tr></mj-table>\
            <mj-button href=\"https://x.example/?a=1&amp;b=2\">View</mj-button>\
            <mj-text>See <a href=\"https://y.example\">here</a> &unknown; &</mj-text></mj-column></mj-section></mj-body></mjml>";
        let expected = "Thank you\n\nTom & Jerry, hello\nthere <b>\n\n2 × Mug  18.00\nTotal  18.00\n\nView:\n\
            https://x.example/?a=1&b=2\n\nSee here (https://y.example) &unknown; &\n";
        assert_eq!(text_of(mjml).trim_end(), expected.trim_end());
    }
}
