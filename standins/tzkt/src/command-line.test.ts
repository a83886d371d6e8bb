import { describe, expect, it } from "vitest";

import { readCommandLine } from "./command-line.ts";

const mistakesIn = (...args: string[]): readonly string[] => {
  const read = readCommandLine(args);
  return read.kind === "mistakes" ? read.mistakes : [];
};

describe("the command line", () => {
  it("without options means the size of mainnet behind ten requests a second", () => {
    expect(readCommandLine([])).toEqual({
      kind: "run",
      commandLine: {
        seed: 42,
        rows: 760_930,
        records: undefined,
        head: undefined,
        host: "127.0.0.1",
        port: 9001,
        perSecond: 10,
        limiter: "sliding",
        retryAfter: false,
        faults: undefined,
        gzip: true,
        pages: "lazy",
        endsAt: undefined,
        density: 1,
        blockTimeMs: undefined,
        reorgs: 0,
        resume: undefined,
        hub: "on",
        hubFaults: undefined,
      },
    });
  });

  it("takes every option", () => {
    const text =
      "--seed 7 --rows 10 --records r.json --head 99 --host 0.0.0.0 --port 0 --rps 3 --limiter bucket --retry-after --faults f.json --no-gzip --pages prepared --ends-at 2025-01-01 --density 0.5 --block-time 200ms --reorgs 0.05 --resume c.json --hub off --hub-faults h.json";
    expect(readCommandLine(text.split(" "))).toEqual({
      kind: "run",
      commandLine: {
        seed: 7,
        rows: 10,
        records: "r.json",
        head: 99,
        host: "0.0.0.0",
        port: 0,
        perSecond: 3,
        limiter: "bucket",
        retryAfter: true,
        faults: "f.json",
        gzip: false,
        pages: "prepared",
        endsAt: "2025-01-01",
        density: 0.5,
        blockTimeMs: 200,
        reorgs: 0.05,
        resume: "c.json",
        hub: "off",
        hubFaults: "h.json",
      },
    });
  });

  it("takes auto for the head", () => {
    expect(readCommandLine(["--head", "auto"])).toEqual(readCommandLine([]));
  });

  it("gives help whatever else is asked for", () => {
    expect(readCommandLine(["--help", "--foo"])).toEqual({ kind: "help" });
  });

  it("is refused with every mistake named", () => {
    expect(
      mistakesIn("extra", "--foo", "--port", "70000", "--head", "0", "--limiter", "x", "--rows"),
    ).toEqual([
      "extra is not an option",
      "--foo is not known",
      "--rows needs a value",
      "--head is not a whole number from 1 to 2147483647: 0",
      "--port is not a whole number from 0 to 65535: 70000",
      "--limiter is not one of fixed, sliding, bucket, none: x",
    ]);
  });

  it.each([
    ["200ms", 200],
    ["8s", 8000],
    ["1m", 60_000],
  ])("takes %s for the time of a block", (text, blockTimeMs) => {
    const commandLine: unknown = expect.objectContaining({ blockTimeMs });
    expect(readCommandLine(["--block-time", text])).toEqual({ kind: "run", commandLine });
  });

  it.each(["0s", "1h", "5", "-1s"])("is refused when a block takes %j", (text) => {
    expect(mistakesIn(`--block-time=${text}`)).toEqual([
      `--block-time is no duration such as 200ms, 8s or 1m: ${text}`,
    ]);
  });

  it("is refused when a chance or a density is none", () => {
    expect(mistakesIn("--reorgs", "1.5", "--density", "x")).toEqual([
      "--density is not a number from 0 to 1000: x",
      "--reorgs is not a number from 0 to 1: 1.5",
    ]);
  });

  it("is refused when a flag is given a value", () => {
    expect(mistakesIn("--no-gzip=yes")).toEqual(["--no-gzip takes no value"]);
  });

  it.each(["-1", "1.5", "1e3", "", "0x10"])("is refused when the seed is %j", (text) => {
    expect(mistakesIn(`--seed=${text}`)).toEqual([
      `--seed is not a whole number from 0 to 4294967295: ${text}`,
    ]);
  });
});
