//! State machines as tables. What a table does not name is illegal.

/// Transitions as `(from, event, to)`.
#[derive(Debug, Clone, Copy)]
pub struct Machine<S: 'static, E: 'static>(pub &'static [(S, E, S)]);

impl<S: Copy + PartialEq, E: Copy + PartialEq> Machine<S, E> {
    /// Where `event` leads from `state`; `None` when it is illegal there.
    pub fn next(&self, state: S, event: E) -> Option<S> {
        self.0.iter().find(|(from, on, _)| *from == state && *on == event).map(|(_, _, to)| *to)
    }

    /// Whether nothing leads out of `state`.
    pub fn is_final(&self, state: S) -> bool {
        self.0.iter().all(|(from, _, _)| *from != state)
    }
}
