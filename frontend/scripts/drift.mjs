// Fails when the client in src/api/generated is not what the OpenAPI document gives.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const kept = join(root, "src/api/generated");
// Beside the kept one, so that the relative path in it comes out the same.
const fresh = mkdtempSync(join(root, "src/api/fresh-"));
const files = (folder) =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

try {
  execFileSync(join(root, "node_modules/.bin/openapi-ts"), ["-o", fresh], { cwd: root, stdio: "pipe" });
  const [before, after] = [files(kept), files(fresh)];
  const names = [...new Set([...before, ...after])];
  const list = names.filter((name) => {
    if (!before.includes(name) || !after.includes(name)) return true;
    return !readFileSync(join(kept, name)).equals(readFileSync(join(fresh, name)));
  });
  if (list.length > 0) {
    console.error(
      `The client is not what openapi/openapi.json says: ${list.join(", ")}\nRun: npm run generate`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
