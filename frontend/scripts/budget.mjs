// Fails when the first page of the storefront needs more than it may: every script that index.html names, with all that
// those import before they run, as gzip at its best.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const MOST = { js: 120 * 1000, css: 16 * 1000 };

const dist = new URL("../dist", import.meta.url).pathname;
const html = readFileSync(join(dist, "index.html"), "utf8");
const named = (pattern) => [...html.matchAll(pattern)].map((match) => match[1]);

/** The file and what it imports statically, without what it fetches later. */
function withImports(path, seen) {
  if (seen.has(path)) return;
  seen.add(path);
  const code = readFileSync(join(dist, path), "utf8");
  for (const [, from] of code.matchAll(
    /(?:^|[;}\s])(?:import|export)(?:[^"'`;()]*?from)?\s*["'](\.{1,2}\/[^"']+\.js)["']/g,
  )) {
    const target = new URL(from, `file:///${path}`).pathname.slice(1);
    if (existsSync(join(dist, target))) withImports(target, seen);
  }
}

const scripts = new Set();
for (const path of named(/<script[^>]+src="\/([^"]+)"/g)) withImports(path, scripts);
for (const path of named(/<link[^>]+rel="modulepreload"[^>]*href="\/([^"]+)"/g)) withImports(path, scripts);
const styles = named(/<link[^>]+rel="stylesheet"[^>]*href="\/([^"]+)"/g);

const weigh = (paths) =>
  [...paths]
    .map((path) => ({ path, bytes: gzipSync(readFileSync(join(dist, path)), { level: 9 }).length }))
    .sort((a, b) => b.bytes - a.bytes);

let isTooMuch = false;
for (const [kind, paths] of [
  ["js", scripts],
  ["css", styles],
]) {
  const files = weigh(paths);
  const sum = files.reduce((total, file) => total + file.bytes, 0);
  const over = sum > MOST[kind];
  isTooMuch ||= over || sum === 0;
  console.log(`first page, ${kind}: ${(sum / 1000).toFixed(1)} of ${MOST[kind] / 1000} kB gzip`);
  if (over || process.argv.includes("--all"))
    for (const { path, bytes } of files) console.log(`  ${(bytes / 1000).toFixed(1).padStart(6)} ${path}`);
}
if (isTooMuch) {
  console.error("The first page may not weigh more. Fetch later what it does not need, or leave it out.");
  process.exitCode = 1;
}
