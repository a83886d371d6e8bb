import type { Tagged } from "@holdfast/cqrs";

import type { AnyOutcome } from "./clauses.ts";
import { differences } from "./differences.ts";
import type { Played } from "./play.ts";
import { show } from "./show.ts";

/** How what happened differs from what the third clause expects. */
export function outcomeMistakes(
  expected: AnyOutcome,
  played: Played,
  commands: number,
): readonly string[] {
  if (expected.outcome === "refused") return refusalMistakes(expected, played, commands);
  const { refusal, steps, produced } = played;
  if (refusal !== undefined) {
    const name = steps.at(-1)?.command.type ?? "";
    return [`${name} is refused: ${refusal.code}, "${refusal.sentence}" ${show(refusal.data)}`];
  }
  if (expected.outcome === "state") return differences(expected.state, played.state, "state");
  return eventMistakes(expected.outcome === "happened" ? expected.events : [], produced);
}

function eventMistakes(
  expected: readonly Tagged[],
  produced: readonly Tagged[],
): readonly string[] {
  const length = Math.max(expected.length, produced.length);
  return Array.from({ length }, (_, at) => at).flatMap((at) => {
    const [wanted, got] = [expected[at], produced[at]];
    const number = `event ${at + 1}`;
    if (wanted === undefined) return [`${number}: expected nothing more, got ${show(got)}`];
    if (got === undefined) return [`${number}: expected ${show(wanted)}, got nothing`];
    return wanted.type === got.type
      ? differences(wanted, got, `${number} ${got.type}`)
      : [`${number}: expected ${show(wanted)}, got ${show(got)}`];
  });
}

function refusalMistakes(
  { code, data }: { readonly code: string; readonly data: unknown },
  { refusal, steps, produced }: Played,
  commands: number,
): readonly string[] {
  if (refusal === undefined) {
    return [
      `expected the refusal ${code}, got ${produced.length === 0 ? "nothing" : produced.map(show).join(", ")}`,
    ];
  }
  if (steps.length < commands) {
    const name = steps.at(-1)?.command.type ?? "";
    return [`command ${steps.length} ${name} is refused (${refusal.code}); only the last may be`];
  }
  if (refusal.code !== code) {
    return [`expected the refusal ${code}, got ${refusal.code}: "${refusal.sentence}"`];
  }
  return data === undefined ? [] : differences(data, refusal.data, code);
}
