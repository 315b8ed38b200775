import { writeFileSync } from "node:fs";
import { expect, test } from "./shop";

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

/** A mid-range phone on a good mobile network: a quarter of this processor, 10 Mbit/s, 40 ms away. */
const NETWORK = { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 375_000 };
const SLOWER = 4;

for (const { name, path } of [
  { name: "home", path: "/" },
  { name: "category", path: "/categories/kitchen" },
  { name: "product", path: "/products/dune-mug" },
]) {
  test(`${name} is there soon on a phone, and nothing jumps @speed`, async ({ page, isMobile }) => {
    test.skip(!isMobile, "measured as a phone");
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", NETWORK);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.goto(path, { waitUntil: "load" });
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    const measured = await page.evaluate(
      () =>
        new Promise<{ lcp: number; cls: number; what: string }>((resolve) => {
          const seen = { lcp: 0, cls: 0, what: "" };
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & { element?: Element })[]) {
              seen.lcp = entry.startTime;
              seen.what = entry.element?.tagName ?? "";
            }
          }).observe({ type: "largest-contentful-paint", buffered: true });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as Shift[])
              if (!entry.hadRecentInput) seen.cls += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(seen), 500);
        }),
    );
    console.log(
      `${name}: LCP ${Math.round(measured.lcp)} ms (${measured.what}), CLS ${measured.cls.toFixed(4)}`,
    );
    if (process.env.SPEED_FILE)
      writeFileSync(process.env.SPEED_FILE, `${JSON.stringify({ name, ...measured })}\n`, { flag: "a" });
    expect(measured.cls).toBeLessThan(0.02);
    expect(measured.lcp).toBeLessThan(1500);
  });
}
