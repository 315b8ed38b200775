//! What can be seen from outside: metrics, and the traces of what one request caused.

mod collector;
mod metrics;
mod traces;
