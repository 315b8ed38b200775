//! MJML to HTML. What is wrong with it is told to whoever wrote it, with the place.

use htmlparser::{ElementEnd, Token, Tokenizer};
use mrml::prelude::parser::{Error, Span};
use mrml::prelude::render::RenderOptions;

/// Elements within elements; the parser calls itself for each.
const DEEPEST: usize = 60;

/// Elements that HTML never closes.
pub(super) const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The mail as clients show it. Fonts are taken from the reader's machine: nothing is fetched for them.
///
/// # Errors
/// What is wrong, and what to do.
pub(super) fn to_html(mjml: &str) -> Result<String, String> {
    // White space is passed over where it begins with a line end of this kind.
    let mjml = &mjml.replace("\r\n", "\n");
    shallow(mjml)?;
    if !mjml.contains("<mjml") {
        return Err("it must be one mjml element with an mj-body in it".to_owned());
    }
    let parsed = mrml::parse(mjml).map_err(|error| explain(&error, mjml))?;
    let options =
        RenderOptions { disable_comments: true, fonts: Default::default(), ..RenderOptions::default() };
    let html = parsed.element.render(&options).map_err(|error| error.to_string())?;
    // What it does not know it leaves as it is, and clients would show nothing of it.
    if let Some(at) = html.find("<mj-") {
        let element = html[at..].split([' ', '>', '/']).next().unwrap_or_default();
        return Err(format!("there is no element {element}> at that place in MJML"));
    }
    if html.contains("<body></body>") {
        return Err("there is no mj-body with sections in it".to_owned());
    }
    Ok(html)
}

/// # Errors
/// When elements are nested deeper than a mail needs.
fn shallow(mjml: &str) -> Result<(), String> {
    let (mut depth, mut is_void) = (0_usize, false);
    for token in Tokenizer::from(mjml) {
        match token {
            Ok(Token::ElementStart { local, .. }) => is_void = VOID.contains(&local.as_str()),
            Ok(Token::ElementEnd { end: ElementEnd::Open, .. }) if !is_void => depth += 1,
            Ok(Token::ElementEnd { end: ElementEnd::Close(..), .. }) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            // The parser says it better.
            Err(_) => break,
        }
        if depth > DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep; close those that are done"));
        }
    }
    Ok(())
}

fn explain(error: &Error, mjml: &str) -> String {
    let (what, place) = match error {
        Error::UnexpectedElement { position, .. } => (
            "an element is not known, or not at this place (mj-section goes into mj-body, mj-column into mj-section)",
            Some(position),
        ),
        Error::UnexpectedToken { position, .. } => {
            ("something is not at its place: close every element, and put text into mj-text", Some(position))
        }
        Error::MissingAttribute { position, .. } => ("an attribute is missing", Some(position)),
        Error::InvalidAttribute { position, .. } => ("an attribute cannot be read", Some(position)),
        Error::InvalidFormat { position, .. } => ("this cannot be read", Some(position)),
        Error::EndOfStream { .. } => ("an element is not closed before the end", None),
        Error::NoRootNode => ("it must be one mjml element with an mj-body in it", None),
        Error::ParserError { .. } => {
            ("it cannot be read: close every element, and quote every attribute", None)
        }
        _ => ("mj-include cannot be used; write {% include %} instead", None),
    };
    match place.map(|place| near(mjml, place)) {
        Some(near) if !near.is_empty() => format!("{what}, near {near:?}"),
        _ => what.to_owned(),
    }
}

/// A few words of where it is.
fn near(mjml: &str, place: &Span) -> String {
    let start = mjml.char_indices().map(|(at, _)| at).take_while(|at| *at <= place.start).last();
    let from = start.map(|at| &mjml[at..]).unwrap_or_default();
    from.chars().take(40).take_while(|c| *c != '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(inside: &str) -> String {
        format!("<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>")
    }

    #[test]
    fn text_becomes_a_table_and_loads_nothing() {
        let html = to_html(&mail("<mj-text>Hello &amp; <b>you</b><br>there</mj-text>")).unwrap_or_default();
        assert!(html.contains("Hello &amp; <b>you</b><br") && html.contains("<table"), "{html}");
        assert!(!html.contains("fonts.googleapis.com") && !html.contains("@import"), "{html}");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (mjml, word) in [
            (mail("<mj-txt>Hello</mj-txt>"), "mj-txt"),
            (mail("<mj-text>Hello"), "closed"),
            ("Hello".to_owned(), "mjml"),
            ("<p>Hello</p>".to_owned(), "mjml"),
            ("<mjml></mjml>".to_owned(), "mj-body"),
            ("<mjml><mj-head><mj-text>x</mj-text></mj-head></mjml>".to_owned(), "place"),
            (mail("<mj-include path=\"/etc/passwd\" />"), "include"),
            (mail(&"<div>".repeat(10_000)), "deep"),
        ] {
            let problem = to_html(&mjml).err().unwrap_or_default();
            assert!(problem.contains(word), "{word} in {problem:?}");
        }
    }
}
