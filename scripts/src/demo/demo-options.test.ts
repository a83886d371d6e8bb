import { describe, expect, it } from "vitest";

import { readDemoOptions } from "./demo-options.ts";

describe("the demo's options", () => {
  it("are the whole history at TzKT's free rate by default", () => {
    expect(readDemoOptions([])).toEqual({
      kind: "run",
      rows: 760_930,
      perSecond: 10,
      blockTime: "1s",
      reorgs: "0.05",
      isUntilSynced: false,
      isFresh: false,
    });
  });

  it("can be changed", () => {
    const options = readDemoOptions(["--rows", "100", "--rps=5", "--until-synced", "--fresh"]);
    expect(options).toMatchObject({ rows: 100, perSecond: 5, isUntilSynced: true, isFresh: true });
    const pace = readDemoOptions(["--block-time", "250ms", "--reorgs", "1"]);
    expect(pace).toMatchObject({ blockTime: "250ms", reorgs: "1" });
  });

  it("tell every mistake", () => {
    const rates = ["--rows", "0", "--rps", "many"];
    expect(readDemoOptions([...rates, "--block-time", "0s", "--reorgs", "1.5"])).toEqual({
      kind: "mistakes",
      mistakes: [
        '--rows takes a whole number from 1, not "0"',
        '--rps takes a whole number from 1, not "many"',
        '--block-time takes a time such as 500ms or 2s, not "0s"',
        '--reorgs takes a chance from 0 to 1, not "1.5"',
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
