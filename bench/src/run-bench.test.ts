import { describe, expect, it } from "vitest";

import type { Bench } from "./contract.ts";
import { must } from "./must.ts";
import { runBench } from "./run-bench.ts";

const sync: Bench = {
  title: "synchronising",
  options: { rows: "how many rows" },
  async run(report, { quick, rest }) {
    report.progress(quick ? "quick" : "full");
    const ratio = Number(rest["rows"] ?? 1);
    return { figures: { ratio, way: "copy" }, musts: [must("ratio", ratio, "<=", 2)] };
  },
};
const open: Bench = {
  title: "undecided",
  run: async () => ({ figures: {}, musts: [{ ...must("a", 1, "<=", 2), pass: null }] }),
};
const broken: Bench = { title: "broken", run: () => Promise.reject(new TypeError("no server")) };

function stage() {
  const lines: string[] = [];
  const entries: Readonly<Record<string, Bench>> = { broken, open, sync };
  const benches = {
    names: async () => ["broken", "gone", "open", "sync"],
    load: async (name: string) => entries[name] ?? Promise.reject(new TypeError("gone")),
  };
  const write = (line: string) => lines.push(line);
  return { lines, around: { benches, write, header: () => ["machine"] } };
}

describe("runBench", () => {
  it("ends with one line of JSON", async () => {
    const { lines, around } = stage();
    expect(await runBench(["sync", "--rows", "2"], around)).toBe(0);
    expect(lines.slice(0, -1)).toEqual([
      "synchronising",
      "machine",
      "… full",
      "must ratio: 2 <= 2: kept",
    ]);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
      bench: "sync",
      figures: { ratio: 2, way: "copy" },
      musts: [{ name: "ratio", value: 2, bound: "<= 2", pass: true }],
      pass: true,
    });
  });

  it("fails when a must is broken", async () => {
    const { lines, around } = stage();
    expect(await runBench(["--quick", "sync", "--rows=3"], around)).toBe(1);
    expect(lines).toContain("… quick");
    expect(lines).toContain("must ratio: 3 <= 2: BROKEN");
    expect(lines.at(-1)).toContain('"pass":false}');
  });

  it("leaves open what a run cannot decide", async () => {
    const { lines, around } = stage();
    expect(await runBench(["open"], around)).toBe(0);
    expect(lines).toContain("must a: 1 <= 2: undecided");
    expect(lines.at(-1)).toContain('"pass":null}');
  });

  it("passes on what a bench throws", async () => {
    await expect(runBench(["broken"], stage().around)).rejects.toThrow("no server");
  });

  it("lists names and titles, one that cannot be loaded included", async () => {
    const { lines, around } = stage();
    expect(await runBench(["--help"], around)).toBe(0);
    expect(lines.slice(1)).toEqual([
      "  broken  broken",
      "  gone    (cannot be loaded: TypeError: gone)",
      "  open    undecided",
      "  sync    synchronising",
    ]);
  });

  it("says what there is when it is asked for something else", async () => {
    const { around } = stage();
    await expect(runBench(["nope"], around)).rejects.toThrow(
      'there is no "nope"; there is broken, gone, open, sync',
    );
    await expect(runBench([], around)).rejects.toThrow("give one name");
    await expect(runBench(["sync", "open"], around)).rejects.toThrow("give one name");
    await expect(runBench(["sync", "--row=1"], around)).rejects.toThrow(
      "there is no option --row here; there is --quick, --help, --rows",
    );
  });
});
