import { describe, expect, it } from "vitest";

import { addressPrefix } from "./address-prefix.ts";

describe("the network of an address", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["::FFFF:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::/48"],
    ["2001:0DB8:00a3::7348", "2001:db8:a3::/48"],
    ["2001:db8::1", "2001:db8:0::/48"],
    ["2001::8d3:1319:8a2e:370:7348", "2001:0:0::/48"],
    ["2001::85a3:8d3:1319:8a2e:370:7348", "2001:0:85a3::/48"],
    ["::1", "0:0:0::/48"],
    ["fe80::1%eth0", "fe80:0:0::/48"],
    ["64:ff9b::203.0.113.77", "64:ff9b:0::/48"],
    ["64:ff9b:1:2:3:4:203.0.113.77", "64:ff9b:1::/48"],
  ])("%s is in %s", (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });

  it.each(["", "unknown", "203.0.113", "/run/payments.sock", "2001:db8:::1"])(
    "of %j is not known",
    (address) => {
      expect(addressPrefix(address)).toBeUndefined();
    },
  );
});
