import { expect, it, vi } from "vitest";
import { copyText } from "./copy";

it("says whether it was copied, also where there is no clipboard", async () => {
  const writeText = vi.fn().mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error("no"));
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  expect(await copyText("a")).toBe(true);
  expect(await copyText("b")).toBe(false);
  vi.stubGlobal("navigator", {});
  expect(await copyText("c")).toBe(false);
  expect(writeText.mock.calls).toEqual([["a"], ["b"]]);
  vi.unstubAllGlobals();
});
