// Runs the stories in a browser against the real program.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { startModel } from "../e2e/model.mjs";
import { openShop } from "./shop.mjs";

const root = new URL("..", import.meta.url).pathname;
const model = await startModel();
let status = 1;
try {
  const shop = await openShop({
    PENDEN_MODELS__OPENAI__URL: model.url,
    PENDEN_MODELS__ASSISTANT__CHAIN: '["openai/told 0 0"]',
    PENDEN_MODELS__DRAFTS__CHAIN: '["openai/told 0 0"]',
  });
  try {
    const given = process.argv.slice(2);
    const args = given.includes("--grep") ? given : ["--grep-invert", "@shots", ...given];
    const tests = spawn(join(root, "node_modules/.bin/playwright"), ["test", ...args], {
      cwd: root,
      env: { ...process.env, BASE: shop.url },
      stdio: "inherit",
    });
    status = await new Promise((resolve) => tests.on("exit", (code) => resolve(code ?? 1)));
  } finally {
    await shop.close();
  }
} finally {
  model.stop();
}
process.exit(status);
