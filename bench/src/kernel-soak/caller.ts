import { setTimeout as sleep } from "node:timers/promises";

import { answerOfError } from "./answer-of.ts";
import { type Attempt, attemptOf, type Kernel } from "./attempts.ts";
import { type Answer, type Journal, nowNs } from "./journal.ts";

/** Attempts that a caller may send again. */
const PAST_MAX = 50;
/** A database that is away is not asked all the time. */
const AWAY_MS = 20;
/** A command that cannot be settled within so many tries fails the audit. */
const TRIES_MAX = 200;

type Caller = {
  readonly kernel: Kernel;
  readonly kinds: readonly string[];
  readonly journal: Journal;
  readonly onAnswer: () => void;
  readonly signal: AbortSignal;
};

/** Asks, waits for the answer, asks again, until it is told to end; then it learns what it does not know yet. */
export async function callAgain(caller: Caller): Promise<void> {
  const { kernel, kinds, signal } = caller;
  const unknown: Attempt[] = [];
  while (!signal.aborted) {
    const kind = kinds[kernel.draw.between(0, kinds.length - 1)] ?? "";
    const make = attemptOf(kind);
    if (make === undefined) throw new RangeError(`there is no kind ${kind}`);
    const attempt = await made(() => make(kernel));
    const outcome = attempt === undefined ? "not_applied" : await call(attempt, caller);
    if (attempt !== undefined && outcome === "unknown") unknown.push(attempt);
    if (outcome !== "answered") await sleep(AWAY_MS);
  }
  for (const attempt of unknown) await settle(attempt, caller);
}

/** Sends it again until the store answers. */
async function settle(attempt: Attempt, caller: Caller): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if ((await call(attempt, caller)) === "answered") return;
    await sleep(AWAY_MS);
  }
}

/** An attempt; undefined if it cannot be made because the database is away. */
async function made(make: () => Attempt | Promise<Attempt>): Promise<Attempt | undefined> {
  try {
    return await make();
  } catch (error) {
    if (answerOfError(error).outcome === "not_applied") return undefined;
    throw error;
  }
}

/** Says whether the store answered, and if not, whether it may have done what it was asked. */
async function call(
  attempt: Attempt,
  { kernel, journal, onAnswer }: Caller,
): Promise<"answered" | "not_applied" | "unknown"> {
  for (const sent of attempt.sent) journal.write({ entry: "sent", ...sent, at: nowNs() });
  const answers = await attempt.send().catch((error: unknown) => answerOfError(error));
  const at = nowNs();
  for (const [index, { id, tenant }] of attempt.sent.entries()) {
    const answer = isOne(answers) ? answers : answers[index];
    if (answer !== undefined) journal.write({ entry: "told", id, tenant, at, ...answer });
    onAnswer();
  }
  if (isOne(answers)) return answers.outcome === "unknown" ? "unknown" : "not_applied";
  if (answers.every(({ outcome }) => outcome === "accepted")) {
    kernel.past.push(attempt);
    if (kernel.past.length > PAST_MAX) kernel.past.shift();
  }
  return "answered";
}

/** An error is the answer to all. */
function isOne(answers: Answer | readonly Answer[]): answers is Answer {
  return !Array.isArray(answers);
}
