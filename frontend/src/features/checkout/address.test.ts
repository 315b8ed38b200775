import { expect, it } from "vitest";
import { NO_ADDRESS, readAddress, toAddress } from "./address";

const filled = { ...NO_ADDRESS, name: "Ada", line1: "Way 1", postal_code: " 10115 ", city: "Berlin" };

it("is sent without what is empty, and trimmed", () => {
  expect(toAddress(filled)).toEqual({
    name: "Ada",
    line1: "Way 1",
    postal_code: "10115",
    city: "Berlin",
    country: "DE",
  });
});

it("is none while something is missing", () => {
  expect(toAddress({ ...filled, city: "  " })).toBeNull();
});

it("is read from fields that are named as the API names them", () => {
  const values = {
    "address/name": "Ada",
    "address/line1": "Way 1",
    "address/postal_code": "1",
    "address/city": "B",
  };
  expect(readAddress({ ...values, "address/country": "AT" }, "address")?.country).toBe("AT");
  expect(readAddress(values, "address")).toBeNull();
});
