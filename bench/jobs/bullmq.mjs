// The job of scripts/bench-jobs for BullMQ: notes its number and how long it took.
// bullmq.mjs work CONCURRENCY | bullmq.mjs push COUNT [RATE]; REDIS_URL says where, NODE_MODULES where the packages are.
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.NODE_MODULES}/`);
const { Queue, Worker } = require('bullmq');
const IORedis = require('ioredis');
const connection = () => new IORedis(process.env.REDIS_URL, { maxRetriesPerRequest: null });
const [command, first, second] = process.argv.slice(2);
const now = () => performance.timeOrigin + performance.now();

if (command === 'work') {
  const done = connection();
  const noop = async ({ data: [number, at] }) => {
    await done.rpush('done', `${number}:${(now() - at).toFixed(3)}`);
  };
  new Worker('bench', noop, {
    connection: connection(),
    concurrency: Number(first),
    removeOnComplete: { count: 0 },
  });
} else {
  const [count, rate, started] = [Number(first), Number(second ?? 0), now()];
  const queue = new Queue('bench', { connection: connection() });
  for (let sent = 0; sent < count; ) {
    const due = rate ? Math.floor(((now() - started) / 1000) * rate) + 1 : count;
    const batch = Math.min(due, count, sent + 500) - sent;
    if (batch <= 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    const jobs = Array.from({ length: batch }, (_, i) => ({ name: 'noop', data: [sent + i, now()] }));
    await queue.addBulk(jobs);
    sent += batch;
  }
  await queue.close();
  process.exit(0);
}
