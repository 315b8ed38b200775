//! Talking with shoppers, and what they ask a person of the shop.

mod inquiries;
mod schema;
mod talk;

pub use inquiries::Inquiries;
pub use talk::Talks;
