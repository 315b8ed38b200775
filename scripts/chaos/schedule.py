"""Which faults happen when: drawn from the seed and the length alone, so that a run can be repeated.

Two tracks run beside each other. On one, replicas are killed or asked to stop. On the other, what the fleet leans on
breaks: each kind once per deck, the decks shuffled. In the first deck, and every second one after it, the faults of
Redis come one after another and the first track is silent meanwhile, so that there are moments in which nothing but
Redis is broken. In the others a fault begins before the one before it has ended.
"""

import random
from dataclasses import dataclass

# Faults of what the fleet leans on, with their weights: how long each lasts compared with the others.
DECK = {
    "redis.flush": 0.2, "redis.restart": 0.4, "redis.hang": 1.2, "redis.gone": 2.0, "redis.blackhole": 1.2,
    "postgres.cut": 0.2, "postgres.restart": 0.4, "postgres.crash": 0.4, "postgres.blackhole": 1.2,
    "mail.refuse": 1.0, "mail.error": 1.0, "mail.stall": 1.0, "mail.after_work": 1.0,
    "bank.refuse": 1.0, "bank.error": 1.0, "bank.stall": 1.0, "bank.after_work": 1.0, "bank.kill": 0.6,
    "worker.freeze": 2.0,
}
# A gap follows each, in the same measure.
GAP = 0.4
# In a long run Redis is away for a minute, and a worker frozen for longer than its leases: the unit of the weights is
# then this many seconds.
LONGEST_UNIT = 30.0
REPLICA_FAULTS = (("worker", "kill", 4), ("worker", "term", 3), ("scheduler", "kill", 2), ("scheduler", "term", 1),
                  ("api", "kill", 2), ("api", "term", 2))
# Nothing else may be broken for so long before a fault of Redis counts as the only one.
SETTLED = 3.0


@dataclass(frozen=True, order=True)
class Fault:
    at: float
    kind: str
    seconds: float
    # Which of several replicas, modulo their number.
    target: int

    def __str__(self):
        return f"{self.at:7.1f} s  {self.kind:18} {self.seconds:5.1f} s  #{self.target}"


def draw(seed, minutes, calm=4.0):
    """The faults of a run of so many minutes, in order; none in its first and last `calm` seconds."""
    rng = random.Random(f"penden chaos {seed} {minutes}")
    length = minutes * 60 - 2 * calm
    weights = sum(DECK.values()) + GAP * len(DECK)
    decks = max(1 if minutes < 2 else 2, round(length / (LONGEST_UNIT * weights)))
    unit = length / decks / weights
    faults, quiet = [], []
    for deck in range(decks):
        at = calm + deck * unit * weights
        alone = deck % 2 == 0
        for kind in shuffled(rng, alone):
            seconds = DECK[kind] * unit
            faults.append(Fault(at, kind, seconds if alone else 1.7 * seconds, rng.randrange(60)))
            if alone and kind.startswith("redis."):
                quiet.append((at, at + seconds))
            at += seconds + GAP * unit
    at = calm
    while (at := at + rng.uniform(2.0, 9.0)) < minutes * 60 - calm:
        role, how, _ = rng.choices(REPLICA_FAULTS, [weight for _, _, weight in REPLICA_FAULTS])[0]
        fault = Fault(at, f"{role}.{how}", rng.uniform(0.2, 3.0), rng.randrange(60))
        # Being asked to stop may take as long as running jobs may; being killed is over when it is up again.
        lasts = SETTLED + fault.seconds + (30.0 if how == "term" else 1.5)
        if not any(begin - lasts <= at <= end for begin, end in quiet):
            faults.append(fault)
    return sorted(faults)


def shuffled(rng, together):
    """Every kind once; those of Redis one after another if they are to be `together`."""
    redis = [kind for kind in DECK if kind.startswith("redis.")]
    rest = [kind for kind in DECK if kind not in redis]
    if not together:
        rest += redis
        redis = []
    rng.shuffle(redis)
    rng.shuffle(rest)
    place = rng.randint(0, len(rest))
    return rest[:place] + redis + rest[place:]
