import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { CommandIssued, ProcessInput } from "@holdfast/processes";

import { ScenarioFailed } from "../scenario-failed.ts";

/** What became of a command, by the label it was sent with. */
export type ToldOutcome =
  | { readonly type: "CommandAccepted"; readonly label: string; readonly answer: unknown }
  | { readonly type: "CommandRefused"; readonly label: string; readonly refusal: Refusal };

/** Whether a process is told what became of a command; messages are never called so. */
export function isToldOutcome(told: Tagged): told is ToldOutcome {
  return told.type === "CommandAccepted" || told.type === "CommandRefused";
}

/**
 * The command that has an outcome now. Commands of a process go out one after another, each when the one before has its
 * outcome, so that outcomes come in that order. Throws `ScenarioFailed` where it is another one's turn, or nobody's.
 */
function settledCommand(
  { label }: ToldOutcome,
  issued: readonly CommandIssued<Tagged>[],
  settled: number,
): CommandIssued<Tagged> {
  const next = issued[settled];
  if (next?.label === label) return next;
  const instead = next === undefined ? "no command is" : `${next.label} is the one that is`;
  throw new ScenarioFailed([`${label} cannot have an outcome: ${instead} on its way`]);
}

/** What reaches the stream of the process. */
export function inputOf(
  told: Tagged,
  issued: readonly CommandIssued<Tagged>[],
  settled: number,
): ProcessInput<Tagged, Tagged> {
  if (!isToldOutcome(told)) return { type: "Hear", message: told };
  const { type: _, ...sent } = settledCommand(told, issued, settled);
  return { type: "TellOutcome", outcome: { ...told, ...sent } };
}
