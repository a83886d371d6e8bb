import { describe, expect, it } from "vitest";

import { withoutPaymentData } from "./without-payment-data.ts";

const line = (fields: object): string => `${JSON.stringify(fields)}\n`;
const shown = (text: string): string =>
  JSON.parse(withoutPaymentData(line({ time: 1_795_716_737_000, service: "s", msg: text }))).msg;

describe("a line of the log", () => {
  it.each([
    ["paid with 4111111111111111", "paid with [redacted]"],
    ["4111 1111 1111 1111, thanks", "[redacted], thanks"],
    ["card:5555-5555-5555-4444.", "card:[redacted]."],
    ["378282246310005", "[redacted]"],
    ["pan:378282246310005", "pan:[redacted]"],
    ['{"pan":378282246310005}', '{"pan":[redacted]}'],
    ["pan=6011000990139424&x", "pan=[redacted]&x"],
    ["/v1/accounts/by-number/GB33BUKB20201555555555", "/v1/accounts/by-number/[redacted]"],
    ["to DE89 3704 0044 0532 0130 00 now", "to [redacted] now"],
    ["NO9386011117947", "[redacted]"],
    ["MT84MALT011000012345MTLCAST001S", "[redacted]"],
    ["Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln x", "Bearer [redacted] x"],
    ['a "4111111111111111" b\\', 'a "[redacted]" b\\'],
  ])("does not hold what is in %j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    "4111111111111112",
    "GB33BUKB20201555555556",
    "14111111111111111",
    "0af7651916cd43dd8448eb211c80319c",
    "04111111111111111",
    "a4111111111111111",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "2026-11-26T12:00:00.000Z",
    "1000000000000000000",
    "41111111111111111111111",
    "SELECT COUNT FROM ACCOUNTS WHERE NUMBER",
    "eyJ is how a token begins",
  ])("is left alone with %s", (text) => {
    expect(shown(text)).toBe(text);
  });

  it("keeps its numbers, whatever they look like", () => {
    const fields = {
      time: 4_111_111_111_111,
      list: [4_111_111_111_111, 1],
      msg: "378282246310005",
    };
    const written = withoutPaymentData(line(fields));
    expect(JSON.parse(written)).toEqual({ ...fields, msg: "[redacted]" });
  });

  it("is left alone when there is nothing in it", () => {
    const plain = line({ time: 4_111_111_111_111, trace: "0af7651916cd43dd8448eb211c80319c" });
    expect(withoutPaymentData(plain)).toBe(plain);
  });
});
