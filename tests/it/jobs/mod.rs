//! The ledger under everything that goes wrong with tickets, workers and handlers.

mod delivery;
mod dying;
mod failing;
mod outbox;
mod timetable;
