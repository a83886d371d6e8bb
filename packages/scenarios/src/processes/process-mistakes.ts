import type { Tagged } from "@holdfast/cqrs";
import type { CommandIssued, TimerSet } from "@holdfast/processes";

import { type Due, passedMsOf, type ProcessOutcome, type Story } from "../clauses.ts";
import { differences } from "../differences.ts";
import type { Observed } from "../observed.ts";
import { show } from "../show.ts";
import type { Subject } from "../subject.ts";
import { dueMsOf, issuedIn, ownOf, timersIn } from "./process-part.ts";

type Of<Kind> = Extract<ProcessOutcome, { readonly outcome: Kind }>;

/**
 * How what a process did differs from what the third clause expects: commands, timers that run and whether it is over
 * are held against it whether it mentions them or not.
 */
export function processMistakes(
  subject: Subject,
  story: Story,
  observed: Observed,
): readonly string[] {
  const { outcomes } = story;
  const commands = outcomes.filter((each) => each.outcome === "command");
  const isNothing = outcomes.some(({ outcome }) => outcome === "nothing");
  return [
    ...commandMistakes(commands, issuedIn(observed.produced)),
    ...(isNothing ? setMistakes(observed) : timerMistakes(subject, story, observed)),
    ...overMistakes(subject, { story, isNothing }, observed),
    ...outcomes.flatMap((each) =>
      each.outcome === "state" ? differences(each.state, ownOf(observed.state), "state") : [],
    ),
  ];
}

function commandMistakes(
  expected: readonly Of<"command">[],
  issued: readonly CommandIssued<Tagged>[],
): readonly string[] {
  const length = Math.max(expected.length, issued.length);
  return Array.from({ length }, (_, at) => at).flatMap((at) => {
    const [wanted, got] = [expected[at], issued[at]];
    const place = `command ${at + 1}`;
    if (wanted === undefined) return [`${place}: expected nothing more, got ${sentText(got)}`];
    if (got === undefined) return [`${place}: expected ${sentText(wanted)}, got nothing`];
    if (wanted.command.type !== got.command.type) {
      return [`${place}: expected ${sentText(wanted)}, got ${sentText(got)}`];
    }
    const name = `${place} ${got.command.type}`;
    return [
      ...differences(wanted.to, got.to, `${name} to`),
      ...differences(wanted.command, got.command, name),
    ];
  });
}

function sentText(sent: { readonly to: string; readonly command: Tagged } | undefined): string {
  return sent === undefined ? "nothing" : `${show(sent.command)} to ${sent.to}`;
}

/** Of `thenNothing`: no timer is touched. Those that ran before may go on. */
function setMistakes({ produced }: Observed): readonly string[] {
  const touched = produced.filter(({ type }) => type === "TimerSet" || type === "TimerCancelled");
  return touched.map((event) => `timers: expected no change, got ${show(event)}`);
}

function timerMistakes(
  { beginsAtMs }: Subject,
  story: Story,
  { state }: Observed,
): readonly string[] {
  const endMs = beginsAtMs + passedIn(story);
  const expected = story.outcomes.filter((each) => each.outcome === "timer");
  const running = timersIn(state);
  const names = new Set([...expected, ...running].map(({ timer }) => timer));
  return [...names].flatMap((name) => {
    const wanted = expected.filter(({ timer }) => timer === name);
    const got = running.find(({ timer }) => timer === name);
    if (wanted.length > 1) return [`timer ${name}: is expected ${wanted.length} times`];
    return oneTimerMistakes(wanted[0], got, endMs);
  });
}

function oneTimerMistakes(
  wanted: Of<"timer"> | undefined,
  got: TimerSet<Tagged> | undefined,
  endMs: number,
): readonly string[] {
  if (wanted === undefined) {
    return got === undefined ? [] : [`timer ${got.timer}: expected none, got one due ${got.dueAt}`];
  }
  const dueAt = new Date(dueMs(wanted.due, endMs)).toISOString();
  if (got === undefined) return [`timer ${wanted.timer}: expected one due ${dueAt}, got none`];
  const due = dueMsOf(got) === Date.parse(dueAt) ? [] : [`expected ${dueAt}, got ${got.dueAt}`];
  const place = `timer ${wanted.timer}`;
  return [
    ...due.map((text) => `${place} due: ${text}`),
    ...(wanted.message === undefined
      ? []
      : differences(wanted.message, got.message, `${place} message`)),
  ];
}

function overMistakes(
  { decider }: Subject,
  { story, isNothing }: { readonly story: Story; readonly isNothing: boolean },
  { state, stateBefore }: Observed,
): readonly string[] {
  const isOver = decider.isTerminal?.(state) ?? false;
  const isExpected = story.outcomes.some(({ outcome }) => outcome === "over");
  // Nothing changes what was over before.
  const wasOver = isNothing && decider.isTerminal?.(stateBefore) === true;
  if (isOver === (isExpected || wasOver)) return [];
  return [
    isOver
      ? "the process: expected to go on, got that it is over"
      : "the process: expected to be over, got that it goes on",
  ];
}

function dueMs(due: Due, endMs: number): number {
  return "inMs" in due ? endMs + due.inMs : due.atMs;
}

/** All the time that a story takes, in milliseconds. */
function passedIn({ given, when }: Story): number {
  return given.reduce((sum, item) => sum + passedMsOf(item), when.afterMs);
}
