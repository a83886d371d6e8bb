import { describe, expect, it } from "vitest";

import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import { type Audit, RENUMBERED } from "./audit.ts";
import { Auditor } from "./auditor.ts";
import type { SyncFact } from "./sync-fact.ts";

const EVERY_MS = 1000;

function reportOf(findings: readonly string[]) {
  return { at: new Date(0), level: 1, rows: 1, findings };
}

function auditorOf(audit: Audit) {
  const clock = skippingClock();
  const facts: SyncFact[] = [];
  const tell = (fact: SyncFact): void => void facts.push(fact);
  return { clock, facts, auditor: new Auditor({ audit, clock, tell, everyMs: EVERY_MS }) };
}

/** Lets what is under way go on. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("Auditor", () => {
  it("audits at once and whenever an audit is due, one at a time", async () => {
    let [begun, running] = [0, Promise.withResolvers<void>()];
    const { auditor, clock } = auditorOf(async () => {
      begun += 1;
      await running.promise;
      return reportOf([]);
    });
    auditor.turn();
    clock.pass(EVERY_MS);
    auditor.turn();
    expect(begun).toBe(1);
    running.resolve();
    await turn();
    running = Promise.withResolvers();
    auditor.turn();
    auditor.turn();
    expect(begun).toBe(2);
    running.resolve();
    await auditor[Symbol.asyncDispose]();
  });

  it("tells of an audit that cannot be finished, and audits again when the next is due", async () => {
    const { auditor, clock, facts } = auditorOf(async () => Promise.reject(new RangeError("404")));
    auditor.turn();
    await turn();
    auditor.turn();
    await turn();
    expect(facts).toEqual([{ type: "AuditInterrupted", reason: "404" }]);
    clock.pass(EVERY_MS);
    auditor.turn();
    await turn();
    expect(facts).toHaveLength(2);
    await auditor[Symbol.asyncDispose]();
  });

  it("remembers that rows have been numbered anew", async () => {
    const { auditor } = auditorOf(async () => reportOf([RENUMBERED]));
    expect(auditor.isRenumbered).toBe(false);
    auditor.turn();
    await turn();
    expect(auditor.isRenumbered).toBe(true);
    await auditor[Symbol.asyncDispose]();
  });

  it("ends the audit that is under way, and tells nothing of it", async () => {
    const { auditor, facts } = auditorOf(async (signal) => {
      await new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
      return reportOf([]);
    });
    auditor.turn();
    await auditor[Symbol.asyncDispose]();
    expect(facts).toEqual([]);
  });
});
