import { describe, expect, it } from "vitest";

import type { Execution } from "./execute-step.ts";
import { runSteps, summary } from "./run-steps.ts";
import type { Step } from "./step.ts";

const step = (name: string, kind: Step["kind"] = "check"): Step => ({
  name,
  kind,
  tool: name,
  words: ["--all"],
});
const good = { isClean: true, output: "fine", elapsedMs: 1234, ended: undefined } as const;

function stage(endings: Readonly<Record<string, Partial<Execution["ending"]>>> = {}) {
  const lines: string[] = [];
  const events: string[] = [];
  const stopping = new AbortController();
  const execute = async ({ name }: Step) => {
    events.push(`start ${name}`);
    await Promise.resolve();
    events.push(`end ${name}`);
    return { ending: { ...good, ...endings[name] }, report: { numPassedTests: 3 } };
  };
  const write = (line: string) => lines.push(line);
  return {
    lines,
    events,
    stopping,
    around: { write, execute, signal: stopping.signal, atOnce: 2 },
  };
}

describe("runSteps", () => {
  it("runs steps of a phase beside each other, and phases in turn", async () => {
    const { events, around } = stage();
    await runSteps(
      [[step("lint"), step("types"), step("format")], [step("unit", "tests")]],
      around,
    );
    expect(events.slice(0, 2)).toEqual(["start lint", "start types"]);
    expect(events.indexOf("start format")).toBeGreaterThan(events.indexOf("end lint"));
    expect(events.indexOf("start unit")).toBeGreaterThan(events.indexOf("end format"));
    expect(events).toHaveLength(8);
  });

  it("tells each step with its time, and its tests", async () => {
    const { lines, around } = stage();
    await runSteps([[step("lint")], [step("unit", "tests")]], around);
    expect(lines).toEqual([
      "ok   lint         1.2 s",
      "ok   unit         1.2 s, 3 passed, 0 failed",
    ]);
  });

  it("tells all that a failed step has to say", async () => {
    const { lines, around } = stage({ lint: { isClean: false, output: "line 1 is wrong\n" } });
    await runSteps([[step("lint")]], around);
    expect(lines).toEqual([
      "FAIL lint         1.2 s",
      "--- lint: lint --all",
      "line 1 is wrong",
      "---",
    ]);
  });

  it("names the step that hung", async () => {
    const { lines, around } = stage({ unit: { isClean: false, ended: "hung" } });
    await runSteps([[step("unit", "tests")]], around);
    expect(lines[0]).toBe("FAIL unit         1.2 s, 3 passed, 1 failed");
    expect(lines[1]).toMatch(/^unit hung/);
  });

  it("starts no further step once it is interrupted", async () => {
    const { events, around, stopping } = stage();
    const running = runSteps(
      [[step("lint"), step("types"), step("format")], [step("unit")]],
      around,
    );
    stopping.abort();
    expect(await running).toHaveLength(2);
    expect(events.filter((event) => event.startsWith("start"))).toEqual([
      "start lint",
      "start types",
    ]);
  });
});

describe("summary", () => {
  const outcome = (passed: number, failed: number, ...skipped: string[]) => ({
    passed,
    failed,
    skipped,
  });

  it("adds up, and ends with the totals", () => {
    expect(summary([outcome(1, 0), outcome(40, 0, "a [needs root]")])).toEqual({
      isGood: true,
      lines: ["1 skipped:", "  a [needs root]", "41 passed, 0 failed"],
    });
  });

  it("is not good when anything failed, or nothing ran", () => {
    expect(summary([outcome(41, 1)])).toEqual({ isGood: false, lines: ["41 passed, 1 failed"] });
    expect(summary([])).toEqual({ isGood: false, lines: ["0 passed, 0 failed"] });
  });
});
