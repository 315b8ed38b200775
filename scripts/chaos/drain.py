"""Waiting, when everything is mended, until the fleet has nothing left to do."""

import asyncio
import time

from .check_orders import RECURRING

# What is left, by name; an empty answer means that the fleet has come to rest.
LEFT = f"""
SELECT 'jobs' AS what, COUNT(*) AS n FROM jobs WHERE kind NOT IN {RECURRING}
   AND (state IN ('queued', 'running') OR state = 'pending' AND run_at < now() + interval '10 minutes')
UNION ALL SELECT 'events', COUNT(*) FROM events WHERE published_at IS NULL
UNION ALL SELECT 'payments', COUNT(*) FROM payments WHERE state IN ('created', 'processing', 'unknown', 'authorized')
UNION ALL SELECT 'refunds', COUNT(*) FROM refunds WHERE state IN ('requested', 'processing', 'unknown')
"""


async def drained(database, books, within):
    """Waits until nothing is left; returns what is, after so many seconds. `books` are those of the bank."""
    deadline = time.monotonic() + within
    while True:
        rows = await asyncio.to_thread(database.rows, LEFT)
        left = {row["what"]: row["n"] for row in rows if row["n"]}
        if undelivered := books():
            left["notices of the bank"] = undelivered
        if not left or time.monotonic() > deadline:
            return left
        await asyncio.sleep(0.5)
