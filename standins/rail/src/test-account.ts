import type { AnswerFault, FateFault } from "./fault-plan.ts";

/** What the account of a creditor asks for, whatever the plan of faults says. */
export type TestAccount = {
  readonly fate: FateFault | undefined;
  /** Strike the first requests that bring the payment, in this order. */
  readonly faults: readonly AnswerFault[];
};

const PREFIX = "TEST-";

const SLOW_MS = 60_000;
const FAULTS: ReadonlyMap<string, AnswerFault> = new Map<string, AnswerFault>([
  ["BUSY", { kind: "unavailable" }],
  ["FAIL", { kind: "error_after" }],
  ["LOST", { kind: "answer_lost" }],
  ["DROP", { kind: "request_lost" }],
]);
const FATE = /^(?:SETTLE|STALL|SLOW|(?:REJECT|RETURN)-[A-Z]{2}[0-9]{2})$/u;

/** Whether an account is one of the rail's own for tests, known or not. */
export function isTestAccount(account: string): boolean {
  return account.startsWith(PREFIX);
}

/**
 * Reads an account such as `TEST-LOST-REJECT-AC01`: any number of faults, then at most one fate. Undefined when it
 * is no test account, or none that is known.
 */
export function readTestAccount(account: string): TestAccount | undefined {
  if (!isTestAccount(account)) return undefined;
  const words = account.slice(PREFIX.length).split("-");
  const faults: AnswerFault[] = [];
  for (const word of words) {
    const fault = FAULTS.get(word);
    if (fault === undefined) break;
    faults.push(fault);
  }
  const rest = words.slice(faults.length).join("-");
  if (words.length === faults.length) return { fate: undefined, faults };
  return FATE.test(rest) ? { fate: fateOf(rest), faults } : undefined;
}

function fateOf(text: string): FateFault | undefined {
  const reason = text.slice(-"AC01".length);
  if (text.startsWith("REJECT")) return { kind: "reject", reason };
  if (text.startsWith("RETURN")) return { kind: "return", reason };
  if (text === "STALL") return { kind: "stall" };
  return text === "SLOW" ? { kind: "slow", ms: SLOW_MS } : undefined;
}
