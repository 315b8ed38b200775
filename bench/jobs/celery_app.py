"""The job of scripts/bench-jobs for Celery: notes its number and how long it took.

Acknowledged late, so that a job whose worker dies is delivered again when the visibility timeout is over; that is an
hour by default, and is left so.
"""

import os
import sys
import time

import redis
from celery import Celery

URL = os.environ["REDIS_URL"]
app = Celery("bench", broker=URL)
app.conf.update(task_acks_late=True, task_ignore_result=True, worker_prefetch_multiplier=64, broker_connection_retry_on_startup=True)
done = redis.Redis.from_url(URL)


@app.task(name="noop")
def noop(number, at):
    done.rpush("done", f"{number}:{(time.time() - at) * 1e3:.3f}")


def push(count, rate):
    started, sent = time.time(), 0
    with app.producer_pool.acquire(block=True) as producer:
        while sent < count:
            if rate and sent >= (time.time() - started) * rate + 1:
                time.sleep(0.001)
                continue
            noop.apply_async((sent, time.time()), producer=producer)
            sent += 1


if __name__ == "__main__":
    push(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 0)
