//! Which failures of the database are worth another try, and which are a lost race.

use poem::http::StatusCode;
use sea_orm::{DbErr, RuntimeErr, SqlxError};

use super::Failure;

/// A pool without a free connection, a connection that breaks and a database that is too busy are 503; a broken unique or
/// foreign key is a race that the caller lost, 409; all else is a defect.
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
    let Some(error) = of_driver(error) else { return Failure::internal(cause) };
    if matches!(error, SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed) {
        return Failure::unavailable("overloaded", "the database is away, try again soon", cause);
    }
    match error.as_database_error().and_then(|error| error.code()).as_deref() {
        // PostgreSQL: serialization, deadlock, lock timeout, statement timeout, too many connections, shutting down.
        // SQLite: busy and locked, with their extended codes.
        Some(
            "40001" | "40P01" | "55P03" | "57014" | "53300" | "57P01" | "57P03" | "5" | "6" | "261" | "517",
        ) => Failure::unavailable("overloaded", "there is too much to do, try again soon", cause),
        _ => Failure::internal(cause),
    }
}

fn of_driver(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_connection_that_breaks_in_a_statement_is_no_defect_of_ours() {
        let broken = || RuntimeErr::SqlxError(Arc::new(SqlxError::Io(io::ErrorKind::ConnectionReset.into())));
        for error in [DbErr::Query(broken()), DbErr::Exec(broken())] {
            assert_eq!(failure(&error).status, StatusCode::SERVICE_UNAVAILABLE);
        }
        let odd = DbErr::Query(RuntimeErr::SqlxError(Arc::new(SqlxError::RowNotFound)));
        assert_eq!(failure(&odd).status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}
