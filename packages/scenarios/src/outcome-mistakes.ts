import type { Refusal, Tagged } from "@holdfast/cqrs";

import { type AnyOutcome, isProcessOutcome, type Story } from "./clauses.ts";
import { differences } from "./differences.ts";
import { isSame } from "./is-same.ts";
import type { Observed } from "./observed.ts";
import { refusalText } from "./scenario-failed.ts";
import { hasTest } from "./sentences.ts";
import { show } from "./show.ts";

type Refused = Extract<AnyOutcome, { readonly outcome: "refused" }>;

/** How what happened differs from what the third clause expects. */
export function outcomeMistakes({ when, outcomes }: Story, observed: Observed): readonly string[] {
  const answers = answerMistakes({ when, outcomes }, observed);
  if (answers.length > 0) return answers;
  const { answers: all } = observed;
  const isRefused = all.length > 0 && all.every(({ refusal }) => refusal !== undefined);
  // Whatever is looked at: what is refused leaves nothing behind.
  if (isRefused && observed.produced.length > 0) return eventMistakes([], observed.produced, false);
  return outcomes.flatMap((expected) => {
    if (isProcessOutcome(expected)) return [`only a process is expected: ${expected.outcome}`];
    switch (expected.outcome) {
      case "happened":
        return eventMistakes(expected.events, observed.produced, when.isAtOnce);
      case "nothing":
        return eventMistakes([], observed.produced, when.isAtOnce);
      case "state":
        return differences(expected.state, observed.state, "state");
      case "rows":
        return rowMistakes(expected, observed.rows(expected));
      case "refused":
      case "idempotent":
        // The one was looked at with the answers; the other is what every runner that can send again checks.
        return [];
      default:
        return expected satisfies never;
    }
  });
}

/** Whether just those commands were refused that have to be, and for the right reasons. */
function answerMistakes(
  { when: { when, isAtOnce }, outcomes }: Pick<Story, "when" | "outcomes">,
  { answers, produced }: Observed,
): readonly string[] {
  const expected = outcomes.filter((outcome) => outcome.outcome === "refused");
  const refused = answers.flatMap(({ command, refusal }) =>
    refusal === undefined ? [] : [{ command, refusal }],
  );
  if (expected.length === 0) {
    return refused.map(({ command, refusal }) => refusalText(command, refusal));
  }
  const [last] = refused;
  if (last !== undefined && !isAtOnce && answers.length < when.length) {
    const { command, refusal } = last;
    return [
      `command ${answers.length} ${command.type} is refused (${refusal.code}); only the last may be`,
    ];
  }
  const { pairs, missing, surplus } = paired(
    strictestFirst(expected, ({ data }) => data === undefined || hasTest(data)),
    refused.map(({ refusal }) => refusal),
    (one, other) => one.code === other.code && isSame(one.data ?? other.data, other.data),
  );
  const instead = produced.length === 0 ? "nothing" : produced.map(show).join(", ");
  return [
    ...pairs.flatMap(([one, other]) => refusalMistakes(one, other)),
    ...missing.map(({ code }) => `expected the refusal ${code}, got ${instead}`),
    ...surplus.map(
      ({ code, sentence }) => `expected no further refusal, got ${code}: "${sentence}"`,
    ),
  ];
}

function refusalMistakes({ code, data }: Refused, refusal: Refusal): readonly string[] {
  if (refusal.code !== code) {
    return [`expected the refusal ${code}, got ${refusal.code}: "${refusal.sentence}"`];
  }
  return data === undefined ? [] : differences(data, refusal.data, code);
}

function eventMistakes(
  expected: readonly Tagged[],
  produced: readonly Tagged[],
  isAnyOrder: boolean,
): readonly string[] {
  if (!isAnyOrder && isSame(expected, produced)) return [];
  if (!isAnyOrder) return inOrder(expected, produced);
  const wanted = strictestFirst(expected, hasTest);
  const { pairs, missing, surplus } = paired(wanted, produced, isSame);
  return [
    ...pairs.flatMap(([one, other]) =>
      oneMistake(one, other, `event ${produced.indexOf(other) + 1}`),
    ),
    ...missing.map((event) => `expected also ${show(event)}, got nothing more`),
    ...surplus.map(
      (event) => `event ${produced.indexOf(event) + 1}: expected nothing more, got ${show(event)}`,
    ),
  ];
}

function inOrder(expected: readonly Tagged[], produced: readonly Tagged[]): readonly string[] {
  const length = Math.max(expected.length, produced.length);
  return Array.from({ length }, (_, at) => at).flatMap((at) => {
    const [wanted, got] = [expected[at], produced[at]];
    const number = `event ${at + 1}`;
    if (wanted === undefined) return [`${number}: expected nothing more, got ${show(got)}`];
    if (got === undefined) return [`${number}: expected ${show(wanted)}, got nothing`];
    return oneMistake(wanted, got, number);
  });
}

function oneMistake(wanted: Tagged, got: Tagged, number: string): readonly string[] {
  return wanted.type === got.type
    ? differences(wanted, got, `${number} ${got.type}`)
    : [`${number}: expected ${show(wanted)}, got ${show(got)}`];
}

function rowMistakes(
  { model, rows }: Extract<AnyOutcome, { readonly outcome: "rows" }>,
  shown: readonly unknown[],
): readonly string[] {
  const length = Math.max(rows.length, shown.length);
  return Array.from({ length }, (_, at) => at).flatMap((at) => {
    const place = `${model} row ${at + 1}`;
    if (at >= rows.length) return [`${place}: expected nothing more, got ${show(shown[at])}`];
    if (at >= shown.length) return [`${place}: expected ${show(rows[at])}, got nothing`];
    return differences(rows[at], shown[at], place);
  });
}

/** Whoever is content with less must not take what another one needs. */
function strictestFirst<Wanted>(
  wanted: readonly Wanted[],
  isLenient: (one: Wanted) => boolean,
): readonly Wanted[] {
  return wanted.toSorted((one, other) => Number(isLenient(one)) - Number(isLenient(other)));
}

/** What belongs together where the order says nothing: first what is the same, then one after another. */
function paired<Wanted, Got>(
  wanted: readonly Wanted[],
  got: readonly Got[],
  fits: (one: Wanted, other: Got) => boolean,
) {
  const rest = [...got];
  const unmet = wanted.filter((one) => {
    const at = rest.findIndex((other) => fits(one, other));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  const pairs = unmet.slice(0, rest.length).map((one, at): readonly [Wanted, Got] => {
    const other = rest[at];
    if (other === undefined) throw new RangeError(`there is no ${at + 1}th to compare with`);
    return [one, other];
  });
  return { pairs, missing: unmet.slice(pairs.length), surplus: rest.slice(pairs.length) };
}
