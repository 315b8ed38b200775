"""Moments in which nothing but Redis was broken, and what became of the orders that were placed in them."""

from .schedule import SETTLED


def spans(record, end):
    """Pairs of begin and end in which something of Redis was broken and everything else had settled."""
    redis = [broken for broken in record if broken.kind.startswith("redis.")]
    other = [(broken.begin, broken.end + SETTLED) for broken in record if not broken.kind.startswith("redis.")]
    found = []
    for broken in redis:
        pieces = [(broken.begin, min(broken.end, end))]
        for begin, finish in other:
            pieces = [piece for left, right in pieces
                      for piece in ((left, min(right, begin)), (max(left, finish), right)) if piece[0] < piece[1]]
        found += pieces
    return found


def measure(attempts, record, end):
    """Requests to place an order that were under way, from beginning to end, while only Redis was broken."""
    windows = spans(record, end)
    inside = [attempt for attempt in attempts
              if any(begin <= attempt.begun and attempt.ended <= finish for begin, finish in windows)]
    # A refusal for want of stock is an answer; a lost or failed request is not.
    failed = [attempt for attempt in inside if attempt.status == 0 or attempt.status >= 500 or attempt.status == 429]
    # One that was begun and not ended inside counts as well if it failed.
    failed += [attempt for attempt in attempts if attempt not in inside and attempt.status in (0, 502, 503, 504)
               and any(begin <= attempt.begun <= finish - 2 for begin, finish in windows)]
    seconds = sorted(attempt.ended - attempt.begun for attempt in inside)
    slowest = seconds[-1] if seconds else 0.0
    return {"windows": len(windows), "seconds": sum(end - begin for begin, end in windows), "placed": len(inside),
            "failed": failed, "median": seconds[len(seconds) // 2] if seconds else 0.0, "slowest": slowest}
