//! Taking money and giving it back, with a bank that declines, stalls, repeats itself and comes late.

mod by_hand;
mod cards;
mod credit_notes;
mod disputes;
pub mod late;
mod refunds;
pub mod stripe;
mod stripe_later;
mod taxes;
mod unanswered;
mod webhooks;
