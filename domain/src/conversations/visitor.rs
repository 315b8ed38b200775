//! Who talks, and what was said before.

use uuid::Uuid;

use super::{CONVERSATION, MESSAGE, TURNS};
use crate::assistant::Message;
use crate::error::{Error, FieldError, Result};

/// Who talks. It comes from the request, never from the conversation.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// Who is logged in.
    pub user_id: Option<Uuid>,
    /// The product whose page is open; a slug.
    pub looks_at: Option<String>,
}

/// What was said. The shopper's page remembers it, so that the assistant's turns may be made up too: they are no more than
/// words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    Shopper(String),
    Assistant(String),
}

impl Turn {
    fn text(&self) -> &str {
        match self {
            Self::Shopper(text) | Self::Assistant(text) => text,
        }
    }
}

/// The messages for the model.
///
/// # Errors
/// `Invalid` when it is too long, empty, or not the shopper's turn.
pub(super) fn messages(visitor: &Visitor, turns: &[Turn]) -> Result<Vec<Message>> {
    check(turns)?;
    // A conversation begins with the shopper, as providers want it.
    let from = turns.len().saturating_sub(TURNS);
    let recent = turns[from..].iter().skip_while(|turn| matches!(turn, Turn::Assistant(_)));
    let mut messages: Vec<Message> = recent
        .map(|turn| match turn {
            Turn::Shopper(text) => Message::User(text.clone()),
            Turn::Assistant(text) => Message::Assistant { text: text.clone(), calls: Vec::new() },
        })
        .collect();
    if let (Some(slug), Some(Message::User(text))) = (&visitor.looks_at, messages.last_mut()) {
        text.push_str(&format!("\n\n(The page of [[{slug}]] is open.)"));
    }
    Ok(messages)
}

/// Whether that can be answered.
///
/// # Errors
/// `Invalid` when it is too long, empty, or not the shopper's turn.
pub fn check(turns: &[Turn]) -> Result<()> {
    let mut wrong = Vec::new();
    let mut add = |field: String, message: String| wrong.push(FieldError { field: field.into(), message });
    if !matches!(turns.last(), Some(Turn::Shopper(_))) {
        add("messages".into(), "must end with what the shopper says".into());
    }
    if turns.len() > 2 * TURNS {
        add("messages".into(), format!("must be at most {}", 2 * TURNS));
    }
    if turns.iter().map(|turn| turn.text().chars().count()).sum::<usize>() > CONVERSATION {
        add("messages".into(), format!("must have at most {CONVERSATION} characters together"));
    }
    for (index, turn) in turns.iter().enumerate() {
        let text = turn.text();
        // The assistant may be wordier; it is bounded by its own most tokens.
        let most = if matches!(turn, Turn::Shopper(_)) { MESSAGE } else { 2 * MESSAGE };
        if text.trim().is_empty() || text.chars().count() > most {
            add(format!("messages/{index}/text"), format!("must have 1 to {most} characters"));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            add(format!("messages/{index}/text"), "must not contain control characters".into());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_too_much_is_refused_and_what_is_old_is_left_out() {
        let visitor = Visitor { looks_at: Some("mug".into()), ..Visitor::default() };
        let shopper = |text: &str| Turn::Shopper(text.into());
        let said: Vec<Turn> = (0..33)
            .map(|n| if n % 2 == 0 { shopper("why?") } else { Turn::Assistant("so".into()) })
            .collect();
        let messages = messages(&visitor, &said).unwrap();
        assert!(messages.len() <= TURNS && matches!(messages[0], Message::User(_)));
        assert!(matches!(messages.last(), Some(Message::User(text)) if text.contains("[[mug]]")));
        for wrong in [
            vec![],
            vec![shopper(" ")],
            vec![shopper("a"), Turn::Assistant("b".into())],
            vec![shopper(&"a".repeat(MESSAGE + 1))],
            vec![shopper("a\0b")],
            vec![shopper("a"); 2 * TURNS + 1],
            vec![shopper(&"ä".repeat(MESSAGE)); 9],
        ] {
            assert!(super::messages(&visitor, &wrong).is_err());
        }
        assert!(super::messages(&visitor, &[shopper(&"ä".repeat(MESSAGE))]).is_ok());
    }
}
