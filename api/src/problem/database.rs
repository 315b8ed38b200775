//! Which failures of the database are worth another try, and which are a lost race.

use poem::http::StatusCode;
use sea_orm::{DbErr, RuntimeErr};

use super::Failure;

/// A pool without a free connection and a database that is too busy are 503; a broken unique or foreign key is a race
/// that the caller lost, 409; all else is a defect.
pub(super) fn failure(error: &DbErr) -> Failure {
    let cause = error.to_string();
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => {
            return Failure::unavailable("overloaded", "there is too much to do, try again soon", cause);
        }
        _ if error.sql_err().is_some() => {
            let mut failure = Failure::new(
                StatusCode::CONFLICT,
                "conflict",
                "somebody else changed it at the same time, or it is there already",
            );
            failure.cause = Some(cause);
            return failure;
        }
        _ => {}
    }
    match error_code(error).as_deref() {
        // PostgreSQL: serialization, deadlock, lock timeout, statement timeout, too many connections, shutting down.
        // SQLite: busy and locked, with their extended codes.
        Some(
            "40001" | "40P01" | "55P03" | "57014" | "53300" | "57P01" | "57P03" | "5" | "6" | "261" | "517",
        ) => Failure::unavailable("overloaded", "there is too much to do, try again soon", cause),
        _ => Failure::internal(cause),
    }
}

fn error_code(error: &DbErr) -> Option<String> {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    Some(error.as_database_error()?.code()?.into_owned())
}
