import { expect, test } from "vitest";

import { serviceRoles } from "./service-roles.ts";

test("a service has four roles, named after it", () => {
  expect(serviceRoles("mev-boost")).toEqual({
    owner: "mev_boost_owner",
    kernel: "mev_boost_kernel",
    app: "mev_boost_app",
    system: "mev_boost_system",
  });
});

test.each(["", "Payments", "1st", "a b", 'a"b', "a".repeat(51)])("%j is no service", (name) => {
  expect(() => serviceRoles(name)).toThrow(RangeError);
});
