"""Whether what was sampled grew: the last third of the run against the third in the middle.

The first third is left out. It fills caches, and the ledger grows to what retention leaves of it.
"""

MIB = 1024 * 1024
COLUMNS = (
    ("done", 9, lambda s: f"{s['done']:,}"), ("seconds", 8, lambda s: f"{s['seconds']:.0f}"),
    ("waiting", 8, lambda s: f"{s['waiting']:,}"), ("worker MiB", 11, lambda s: f"{s['rss'] / MIB:.1f}"),
    ("claim ms", 9, lambda s: f"{s['claim_ms']:.2f}"), ("ms/1000 jobs", 13, lambda s: f"{s['job_us']:.1f}"),
    ("rows", 9, lambda s: f"{s['rows']:,}"), ("table MiB", 10, lambda s: f"{s['heap'] / MIB:.1f}"),
    ("indexes MiB", 12, lambda s: f"{s['indexes'] / MIB:.1f}"),
)
# What may be more at the end than in the middle: by which part, and by how much in any case.
LIMITS = (
    ("rss", "the worker's memory", 0.10, 4 * MIB), ("job_us", "the time of claims per job", 0.30, 2.0),
    ("heap", "the table of jobs", 0.30, 8 * MIB), ("indexes", "the indexes of jobs", 0.30, 8 * MIB),
)


def table(samples, header=True):
    lines = ["".join(f"{name:>{width}}" for name, width, _ in COLUMNS)] if header else []
    lines += ["".join(f"{show(sample):>{width}}" for _, width, show in COLUMNS) for sample in samples]
    return "\n".join(lines)


def judge(samples):
    """What grew, as sentences."""
    third = len(samples) // 3
    middle, last = samples[third:-third], samples[-third:]
    complaints = []
    for key, name, part, anyway in LIMITS:
        before, after = (sum(sample[key] for sample in group) / len(group) for group in (middle, last))
        if after > before * (1 + part) + anyway:
            complaints.append(f"{name} grew from {before:,.0f} to {after:,.0f} on average")
    return complaints
