CREATE TABLE IF NOT EXISTS payments (
    id             TEXT PRIMARY KEY,
    reference      TEXT NOT NULL,
    status         TEXT NOT NULL,
    amount_minor   INTEGER NOT NULL CHECK (amount_minor > 0),
    captured_minor INTEGER NOT NULL CHECK (captured_minor BETWEEN 0 AND amount_minor),
    refunded_minor INTEGER NOT NULL CHECK (refunded_minor BETWEEN 0 AND captured_minor),
    currency       TEXT NOT NULL,
    decline_code   TEXT,
    action_url     TEXT,
    created_at     TEXT NOT NULL,
    capture        INTEGER NOT NULL,
    token          TEXT NOT NULL,
    return_url     TEXT
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS refunds (
    id           TEXT PRIMARY KEY,
    payment_id   TEXT NOT NULL REFERENCES payments (id),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    status       TEXT NOT NULL,
    reason       TEXT,
    -- The caller's own name for it, so that notices can be matched.
    idempotency_key TEXT NOT NULL,
    failure_code TEXT,
    created_at   TEXT NOT NULL
) WITHOUT ROWID;

-- One row per idempotency key ever used: what was asked, what came of it, and the words it was answered with.
CREATE TABLE IF NOT EXISTS requests (
    operation   TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    subject_id  TEXT NOT NULL,
    answer      TEXT NOT NULL,
    PRIMARY KEY (operation, key)
) WITHOUT ROWID;

-- Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS events (
    seq          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL,
    body         TEXT NOT NULL,
    attempts     INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    delivered_at INTEGER
);
CREATE INDEX IF NOT EXISTS events_due ON events (due_at, seq) WHERE delivered_at IS NULL;

CREATE TABLE IF NOT EXISTS rates (
    country      TEXT NOT NULL,
    postal_code  TEXT NOT NULL,
    line1        TEXT NOT NULL,
    currency     TEXT NOT NULL,
    service      TEXT NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    days         INTEGER NOT NULL CHECK (days >= 0),
    PRIMARY KEY (country, postal_code, line1, currency, service)
) WITHOUT ROWID;
