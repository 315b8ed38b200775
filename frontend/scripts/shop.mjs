// Starts the real program as a demonstration, with a fresh database of its own, on a free port.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = process.env.BIN ?? fileURLToPath(new URL("../../target/debug/penden", import.meta.url));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Until it serves, and nothing is left to do: the demo tells its past then, whose jobs would make new orders wait. */
export async function openShop(settings) {
  if (!existsSync(program)) throw new Error(`${program} is missing: cargo build -p penden, or set BIN`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), "penden-e2e-"));
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
      RUST_LOG: "warn",
      ...settings,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const close = async () => {
    shop.kill("SIGTERM");
    if (shop.exitCode === null) await new Promise((resolve) => shop.on("exit", resolve));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(shop, url);
    await settled(url, folder);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, close };
}

async function ready(shop, url) {
  for (let tries = 0; tries < 300; tries++) {
    if (shop.exitCode !== null) throw new Error("the shop ended before it was ready");
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error("the shop did not become ready");
}

/** The program counts what is left every five seconds, so what it says may be that old, or nothing yet. */
const CALM_MS = 6_000;

async function settled(url, folder) {
  let since = Date.now();
  for (let tries = 0; tries < 1200; tries++) {
    const jobs = await fetch(`${url}/metrics`).then((answer) => answer.text());
    const isTold = existsSync(join(folder, "storage/demo/past"));
    const isBusy = /^penden_(outbox_events|jobs\{[^}]*state="(queued|running)"[^}]*\}) [1-9]/m.test(jobs);
    const isCounted = /^penden_outbox_events /m.test(jobs);
    if (!isTold || !isCounted || isBusy) since = Date.now();
    if (Date.now() - since > CALM_MS) return;
    await sleep(500);
  }
  throw new Error("the demo did not come to rest");
}
