import type { AppendAllOutcome, AppendOutcome } from "@holdfast/cqrs/event-store";
import type { Handled } from "@holdfast/cqrs/handling";
import type { WriteOutcome } from "@holdfast/postgres/event-store";

import { isRecord } from "../registry.ts";
import type { Moved, Overdrawn } from "./account.ts";
import type { Answer } from "./journal.ts";

/** What an append came to. */
export function answerOf(outcome: AppendOutcome): Answer {
  if ("code" in outcome) return { outcome: "refused", code: outcome.code };
  const { version, firstPosition, lastPosition, answers } = outcome;
  return {
    outcome: outcome.status === "ok" ? "accepted" : "duplicate",
    version,
    first: String(firstPosition),
    last: String(lastPosition),
    answer: answers.at(-1)?.answer ?? null,
  };
}

/** What an append to several streams came to; the version is that of the first. */
export function answerOfAll(outcome: AppendAllOutcome): Answer {
  if ("code" in outcome) return { outcome: "refused", code: outcome.code };
  const [first] = outcome.parts;
  return {
    outcome: outcome.status === "ok" ? "accepted" : "duplicate",
    version: first?.version ?? 0,
    first: String(first?.firstPosition),
    last: String(outcome.parts.at(-1)?.lastPosition),
    answer: first?.answer ?? null,
  };
}

/** What an item of `writeBatch` came to. */
export function answerOfWritten(outcome: WriteOutcome | undefined): Answer {
  if (outcome === undefined) return { outcome: "failed", code: "an item without an outcome" };
  return "parts" in outcome ? answerOfAll(outcome) : answerOf(outcome);
}

/** What a command came to. */
export function answerOfHandled(handled: Handled<Moved, Overdrawn>): Answer {
  if ("code" in handled) return { outcome: "refused", code: handled.code };
  const { version, position, answer, duplicate } = handled;
  const outcome = duplicate ? "duplicate" : "accepted";
  return { outcome, version, last: String(position), answer };
}

/** Codes of errors that say that nothing has happened. */
const NOT_APPLIED = new Set(["overloaded", "database_overloaded", "transaction_rolled_back"]);

/** What an error says of the outcome. One that nobody expects fails the seed. */
export function answerOfError(error: unknown): Answer {
  const code = isRecord(error) ? String(error["code"]) : "";
  if (code === "outcome_unknown") return { outcome: "unknown", code };
  if (code === "database_unavailable" && isRecord(error)) {
    return { outcome: error["outcome"] === "unknown" ? "unknown" : "not_applied", code };
  }
  if (NOT_APPLIED.has(code)) return { outcome: "not_applied", code };
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { outcome: "failed", code: told };
}
