import { expect, test } from "vitest";

import { databaseUrl } from "./database-url.ts";

test("another database of the same server keeps user and options", () => {
  expect(databaseUrl("postgres://admin:pw@host:5433/holdfast?sslmode=require", "clone")).toBe(
    "postgres://admin:pw@host:5433/clone?sslmode=require",
  );
});

test("a login replaces the user, whatever characters it has", () => {
  const url = databaseUrl("postgres://admin:pw@host/holdfast", "clone", {
    user: "a@b",
    password: "c/d",
  });
  expect(url).toBe("postgres://a%40b:c%2Fd@host/clone");
});
