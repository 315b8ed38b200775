// Runs the stories in a browser against the real program, with a fresh database of its own, on a free port.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startModel } from "../e2e/model.mjs";

const root = new URL("..", import.meta.url).pathname;
const program = process.env.BIN ?? join(root, "../target/debug/penden");
if (!existsSync(program)) {
  console.error(`${program} is missing: cargo build -p penden, or set BIN`);
  process.exit(1);
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const folder = mkdtempSync(join(tmpdir(), "penden-e2e-"));
const model = await startModel();
// A developer's own settings must not change the outcome.
const own = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^PENDEN_|^(DATABASE|REDIS|SMTP)_URL$/.test(name)),
);
const shop = spawn(program, ["demo"], {
  env: {
    ...own,
    PENDEN_DATA_DIR: folder,
    PENDEN_HTTP__LISTEN: `127.0.0.1:${port}`,
    PENDEN_HTTP__PUBLIC_URL: url,
    PENDEN_LIMITS__ENABLED: "false",
    PENDEN_MODELS__OPENAI__URL: model.url,
    PENDEN_MODELS__ASSISTANT__CHAIN: '["openai/told 0 0"]',
    PENDEN_MODELS__DRAFTS__CHAIN: '["openai/told 0 0"]',
    PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__ENABLED: "true",
    RUST_LOG: "warn",
  },
  stdio: ["ignore", "ignore", "inherit"],
});

async function ready() {
  for (let tries = 0; tries < 300; tries++) {
    if (shop.exitCode !== null) throw new Error("the shop ended before it was ready");
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error("the shop did not become ready");
}

/** The demo tells its past after it has begun to serve; its jobs would make new orders wait. */
async function settled() {
  for (let tries = 0; tries < 1200; tries++) {
    const jobs = await fetch(`${url}/metrics`).then((answer) => answer.text());
    const isTold = existsSync(join(folder, "storage/demo/past"));
    const isBusy = /^penden_(outbox_events|jobs\{[^}]*state="(queued|running)"[^}]*\}) [1-9]/m.test(jobs);
    if (isTold && !isBusy) return;
    await sleep(500);
  }
  throw new Error("the demo did not come to rest");
}

let status = 1;
try {
  await ready();
  await settled();
  const given = process.argv.slice(2);
  const args = given.includes("--grep") ? given : ["--grep-invert", "@shots", ...given];
  const tests = spawn(join(root, "node_modules/.bin/playwright"), ["test", ...args], {
    cwd: root,
    env: { ...process.env, BASE: url },
    stdio: "inherit",
  });
  status = await new Promise((resolve) => tests.on("exit", (code) => resolve(code ?? 1)));
} finally {
  shop.kill("SIGTERM");
  if (shop.exitCode === null) await new Promise((resolve) => shop.on("exit", resolve));
  rmSync(folder, { recursive: true, force: true });
  model.stop();
}
process.exit(status);
