import { describe, expect, it } from "vitest";

import { readDemoOptions } from "./demo-options.ts";

describe("the demo's options", () => {
  it("are the whole history at TzKT's free rate by default", () => {
    expect(readDemoOptions([])).toEqual({
      kind: "run",
      rows: 760_930,
      perSecond: 10,
      isUntilSynced: false,
      isFresh: false,
    });
  });

  it("can be changed", () => {
    const options = readDemoOptions(["--rows", "100", "--rps=5", "--until-synced", "--fresh"]);
    expect(options).toMatchObject({ rows: 100, perSecond: 5, isUntilSynced: true, isFresh: true });
  });

  it("tell every mistake", () => {
    expect(readDemoOptions(["--rows", "0", "--rps", "many"])).toEqual({
      kind: "mistakes",
      mistakes: [
        '--rows takes a whole number from 1, not "0"',
        '--rps takes a whole number from 1, not "many"',
      ],
    });
  });

  it("refuse what they do not know", () => {
    expect(readDemoOptions(["--speed"])).toMatchObject({ kind: "mistakes" });
  });

  it("offer help", () => {
    expect(readDemoOptions(["--help"])).toEqual({ kind: "help" });
  });
});
