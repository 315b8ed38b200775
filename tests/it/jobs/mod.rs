//! The ledger under everything that goes wrong with tickets, workers and handlers.

mod delivery;
mod dying;
mod failing;
mod outage;
mod outbox;
mod timetable;
