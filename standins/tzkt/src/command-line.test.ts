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
      },
    });
  });

  it("takes every option", () => {
    const text =
      "--seed 7 --rows 10 --records r.json --head 99 --host 0.0.0.0 --port 0 --rps 3 --limiter bucket --retry-after --faults f.json --no-gzip --pages prepared";
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

  it("is refused when a flag is given a value", () => {
    expect(mistakesIn("--no-gzip=yes")).toEqual(["--no-gzip takes no value"]);
  });

  it.each(["-1", "1.5", "1e3", "", "0x10"])("is refused when the seed is %j", (text) => {
    expect(mistakesIn(`--seed=${text}`)).toEqual([
      `--seed is not a whole number from 0 to 4294967295: ${text}`,
    ]);
  });
});
