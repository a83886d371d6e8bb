import { describe, expect, it } from "vitest";

import { HELP, readCommandLine } from "./command-line.ts";
import { FAULT_KINDS } from "./read-fault-plan.ts";

describe("the command line", () => {
  it("has defaults for everything", () => {
    expect(readCommandLine([])).toEqual({
      kind: "run",
      options: {
        host: "127.0.0.1",
        port: 9002,
        pace: { acceptMs: 100, settleMs: 1000, returnMs: 86_400_000 },
        faults: { seed: 0, faults: [] },
      },
    });
  });

  it("takes every option", () => {
    const args =
      "--port 0 --host ::1 --journal x.jsonl --seed 7 --accept-after 0ms --settle-after 2m";
    const faults = FAULT_KINDS.flatMap((kind) => ["--fault", `${kind}=0.25`]);
    const read = readCommandLine([...args.split(" "), "--return-after", "3h", ...faults]);
    expect(read).toMatchObject({
      options: {
        host: "::1",
        port: 0,
        journal: "x.jsonl",
        pace: { acceptMs: 0, settleMs: 120_000, returnMs: 10_800_000 },
        faults: { seed: 7, faults: FAULT_KINDS.map((kind) => ({ kind, probability: 0.25 })) },
      },
    });
  });

  it("is asked for help, which names all there is", () => {
    expect(readCommandLine(["--help"])).toEqual({ kind: "help" });
    expect(readCommandLine(["-h"])).toEqual({ kind: "help" });
    for (const kind of FAULT_KINDS) expect(HELP).toContain(kind);
  });

  it.each([
    [["--port", "70000"], "--port must be"],
    [["--port", "x"], "--port must be"],
    [["--seed", "x"], "seed must be"],
    [["--settle-after", "5"], "--settle-after is no time"],
    [["--fault", "reject"], "reject is not KIND=CHANCE"],
    [["--fault", "reject=2"], "probability must be"],
    [["--fault", "other=1"], "kind must be"],
    [["--unknown"], "Unknown option"],
    [["--journal"], "argument missing"],
    [["extra"], "positional"],
  ])("says what is wrong with %o", (args, mistake) => {
    expect(readCommandLine(args)).toEqual({
      kind: "mistake",
      mistake: expect.stringContaining(mistake),
    });
  });
});
