//! Taking money and giving it back, with a bank that declines, stalls, repeats itself and comes late.

mod cards;
pub mod late;
mod refunds;
mod unanswered;
mod webhooks;
