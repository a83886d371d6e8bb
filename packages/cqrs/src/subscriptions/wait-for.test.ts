import { expect, it } from "vitest";

import { waitFor } from "./wait-for.ts";

it("whoever gives up waits no longer, whether or not the position is reached by then", async () => {
  const store = { position: async () => 7n };
  const sleep = async (): Promise<void> => undefined;
  const waiting = { store, sleep, nowMs: () => 0, timeoutMs: 10 };
  const id = { name: "model", revision: 1 };
  expect(await waitFor(id, 7n, waiting)).toBe(true);
  const signal = AbortSignal.abort(new RangeError("gone"));
  await expect(waitFor(id, 7n, { ...waiting, signal })).rejects.toThrow("gone");
});
