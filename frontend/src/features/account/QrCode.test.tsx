import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { QrCode } from "./QrCode";

it("draws a secret without asking anybody", () => {
  render(
    <QrCode
      text="otpauth://totp/Penden:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Penden"
      label="QR code"
    />,
  );
  const drawn = screen.getByRole("img", { name: "QR code" });
  expect(drawn.querySelector("path")?.getAttribute("d")).toMatch(/^M2 2h1v1h-1z/);
});
