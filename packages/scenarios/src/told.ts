import type { Refusal, Tagged } from "@holdfast/cqrs";

import {
  type AnyOutcome,
  commandOf,
  isProcessOutcome,
  passedMsOf,
  type ProcessOutcome,
  type RowsOutcome,
  type Story,
} from "./clauses.ts";
import { durationText } from "./duration.ts";
import type { Observed } from "./observed.ts";
import { dueText } from "./processes/due-text.ts";
import { fieldsText, hasTest, sentenceOf, word, wordsOf } from "./sentences.ts";
import type { Subject } from "./subject.ts";

/** The sentences of a story. */
export type Told = {
  readonly given: readonly string[];
  readonly when: readonly string[];
  readonly outcome: readonly string[];
};

/** Tells a story; a refusal is told in the words it was seen with. */
export function tell(subject: Subject, story: Story, observed: Observed | undefined): Told {
  const say = (message: Tagged) => sentenceOf(subject.says, message);
  const refused = refusalsOf(observed);
  return {
    given: story.given.map((item) => {
      if ("type" in item) return say(item);
      const command = commandOf(item);
      return command === undefined ? passes(passedMsOf(item)) : `${say(command)}, which succeeds`;
    }),
    when: whenSentences(story, say),
    outcome: story.outcomes.flatMap((outcome) => outcomeSentences(outcome, refused, subject)),
  };
}

/** The story as lines, with what happened instead of what was expected. */
export function storyText(subject: Subject, story: Story, observed: Observed | undefined): string {
  const { given, when, outcome } = tell(subject, story, undefined);
  return [
    ...lines("Given", given.length === 0 ? ["nothing has happened yet"] : given),
    ...lines("When", when),
    ...lines("Then", outcome),
    ...(observed === undefined ? [] : lines("But", insteadSentences(subject, observed))),
  ].join("\n");
}

function lines(clause: string, sentences: readonly string[]): readonly string[] {
  return sentences.map(
    (sentence, at) => `  ${(at === 0 ? clause : "and").padStart(5)} ${sentence}`,
  );
}

function insteadSentences(subject: Subject, observed: Observed): readonly string[] {
  const events = observed.produced.map((event) => sentenceOf(subject.says, event));
  const refusals = refusalsOf(observed).map(
    ({ code, sentence }) => `it is refused, ${wordsOf(code)}: ${sentence}`,
  );
  const seen = [...events, ...refusals];
  return seen.length === 0 ? ["nothing happens"] : seen;
}

function refusalsOf(observed: Observed | undefined): readonly Refusal[] {
  return observed?.answers.flatMap(({ refusal }) => refusal ?? []) ?? [];
}

function whenSentences({ when }: Story, say: (message: Tagged) => string): readonly string[] {
  const commands = when.when.map(say);
  const [first, ...rest] = commands;
  const sentences =
    when.isAtOnce && first !== undefined ? [`at the same moment ${first}`, ...rest] : commands;
  return when.afterMs === 0 ? sentences : [passes(when.afterMs), ...sentences];
}

function passes(ms: number): string {
  const text = durationText(ms);
  return `${text} ${/^1 \w+$/.test(text) ? "passes" : "pass"}`;
}

function outcomeSentences(
  expected: AnyOutcome,
  refused: readonly Refusal[],
  subject: Subject,
): readonly string[] {
  if (isProcessOutcome(expected)) return [deedSentence(expected, subject)];
  switch (expected.outcome) {
    case "happened":
      return expected.events.map((event) => sentenceOf(subject.says, event));
    case "nothing":
      return ["nothing happens"];
    case "state":
      return [stateSentence(subject, expected.state)];
    case "rows":
      return rowSentences(subject, expected);
    case "idempotent":
      return ["the same, sent again, changes nothing and is answered alike"];
    case "refused": {
      const seen = refused.find(({ code }) => code === expected.code);
      const why = seen === undefined ? "" : `: ${seen.sentence}`;
      return [`it is refused, ${wordsOf(expected.code)}${why}`];
    }
    default:
      return expected satisfies never;
  }
}

function deedSentence(expected: ProcessOutcome, { says }: Subject): string {
  switch (expected.outcome) {
    case "command": {
      const { to, command } = expected;
      const issued = { type: "CommandIssued", to, command, label: command.type };
      return sentenceOf(says, issued);
    }
    case "timer":
      return `the timer ${expected.timer} is due ${dueText(expected.due)}`;
    case "over":
      return "it is over";
    default:
      return expected satisfies never;
  }
}

function stateSentence({ saysState }: Subject, state: unknown): string {
  if (saysState !== undefined && !hasTest(state)) return saysState(state);
  return `the state is then ${fieldsText(state) || word(state)}`;
}

function rowSentences(
  { readModels }: Subject,
  { model, query, rows }: RowsOutcome,
): readonly string[] {
  const asked = fieldsText(query);
  const name = asked === "" ? `the ${wordsOf(model)}` : `the ${wordsOf(model)} (${asked})`;
  if (rows.length === 0) return [`${name} is empty`];
  const told = rows.map((row) => {
    const own = hasTest(row) ? undefined : readModels[model]?.says?.(row);
    return own ?? (fieldsText(row) || word(row));
  });
  return told.map((text, at) => (at === 0 ? `${name} shows: ${text}` : text));
}
