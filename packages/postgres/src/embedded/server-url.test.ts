import { expect, test } from "vitest";

import { serverUrl } from "./server-url.ts";

const at = { port: 5433, secret: "s3cret", database: "holdfast" };

test("each role has a password of its own, the same each time, that does not show the secret", () => {
  const app = new URL(serverUrl("payments_app", at));
  expect(app).toMatchObject({ username: "payments_app", host: "127.0.0.1:5433" });
  expect(app.password).toMatch(/^[0-9a-f]{64}$/);
  expect(app.password).not.toBe(new URL(serverUrl("payments_system", at)).password);
  expect(serverUrl("payments_app", at)).toBe(app.href);
});
