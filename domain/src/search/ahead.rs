//! What a model makes of a question while somebody waits: for a moment at most. It goes on when nobody waits any more, and is
//! kept for who asks the same again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// So long a shopper waits.
const WAIT: Duration = Duration::from_millis(250);
/// Questions that something is made of at the same time; of the others nothing is.
const AT_ONCE: usize = 8;
/// Questions of which it is kept, twice.
const KEPT: usize = 4_000;
/// Of a question, characters.
const TEXT: usize = 200;

pub(super) struct Ahead<T> {
    known: Mutex<Known<T>>,
    places: Arc<Semaphore>,
}

/// What was asked lately, and what was asked before that: the older half goes when the newer one is full.
struct Known<T> {
    newer: HashMap<String, T>,
    older: HashMap<String, T>,
}

/// Made, or being made.
pub(super) enum Made<T> {
    Known(T),
    Asked(JoinHandle<Option<T>>),
}

impl<T> Made<T> {
    /// What is there in time.
    pub async fn in_time(self) -> Option<T> {
        match self {
            Self::Known(made) => Some(made),
            Self::Asked(task) => tokio::time::timeout(WAIT, task).await.ok()?.ok()?,
        }
    }
}

impl<T: Clone + Send + 'static> Ahead<T> {
    pub fn new() -> Arc<Self> {
        let known = Known { newer: HashMap::new(), older: HashMap::new() };
        Arc::new(Self { known: Mutex::new(known), places: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// Begins to make it, unless it is known. `None` while too much is being made. What comes to nothing is not kept.
    pub fn begin(
        self: &Arc<Self>,
        question: String,
        make: impl Future<Output = Option<T>> + Send + 'static,
    ) -> Option<Made<T>> {
        if let Some(known) = self.known().get(&question) {
            return Some(Made::Known(known));
        }
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let ahead = Arc::clone(self);
        // A task of its own: it goes on when nobody waits any more.
        Some(Made::Asked(tokio::spawn(async move {
            let _place = place;
            let made = make.await?;
            ahead.known().put(question, made.clone());
            Some(made)
        })))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known<T>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Known<T> {
    fn get(&mut self, question: &str) -> Option<T> {
        if let Some(known) = self.newer.get(question) {
            return Some(known.clone());
        }
        let (question, known) = self.older.remove_entry(question)?;
        self.put(question, known.clone());
        Some(known)
    }

    fn put(&mut self, question: String, made: T) {
        if self.newer.len() >= KEPT {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(question, made);
    }
}

/// The same for what differs in case and spaces only; `None` where there is no letter, as in part numbers and EANs.
pub(super) fn normal(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let text: String = text.to_lowercase().chars().take(TEXT).collect();
    text.chars().any(char::is_alphabetic).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_is_one_question_and_a_number_is_none() {
        assert_eq!(normal("  Blue\u{0}\tMUG "), normal("blue mug"));
        assert_eq!(normal("0731304 258193"), None);
        assert_eq!(normal(" \u{7}"), None);
        assert_eq!(normal(&"x".repeat(10_000)).map(|text| text.len()), Some(TEXT));
    }
}
