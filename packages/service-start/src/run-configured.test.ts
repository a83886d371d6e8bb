import { afterEach, expect, it, vi } from "vitest";

import { runConfigured } from "./run-configured.ts";

const config = { HTTP_HOST: "localhost", HTTP_PORT: 1 };

class MigrationsPending extends TypeError {
  override readonly name = "MigrationsPending";
}

afterEach(() => vi.restoreAllMocks());

it("runs with what it read, and ends with 0", async () => {
  const run = vi.fn(async () => undefined);
  expect(await runConfigured(() => config, run)).toBe(0);
  expect(run).toHaveBeenCalledExactlyOnceWith(config);
});

it("tells a mistake of whoever starts it, and ends with 2", async () => {
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const run = () => Promise.reject(new MigrationsPending("migrate first"));
  expect(await runConfigured(() => config, run)).toBe(2);
  expect(written).toHaveBeenCalledExactlyOnceWith("migrate first\n");
});

it("throws what is a mistake of ours", async () => {
  const run = () => Promise.reject(new RangeError("ours"));
  await expect(runConfigured(() => config, run)).rejects.toThrow("ours");
});
