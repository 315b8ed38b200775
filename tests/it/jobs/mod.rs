//! The ledger under everything that goes wrong with tickets, workers and handlers.

pub mod await_points;
mod batches;
mod cancelling;
mod chains;
mod delivery;
mod dying;
mod failing;
mod leases;
mod letters;
mod operating;
mod outage;
mod outbox;
mod outside;
mod pausing;
mod post;
mod processes;
mod providers;
mod queues;
mod resending;
mod retention;
mod sidekiq_ui;
mod tick_deaths;
mod timetable;
