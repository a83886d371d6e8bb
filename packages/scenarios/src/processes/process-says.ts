import type { Tagged } from "@holdfast/cqrs";
import type { CommandIssued, TimerCancelled, TimerFired, TimerSet } from "@holdfast/processes";

import { type Says, wordsOf } from "../sentences.ts";
import { show } from "../show.ts";
import type { ToldOutcome } from "./told-outcome.ts";

type Own =
  | CommandIssued<Tagged>
  | ToldOutcome
  | TimerSet<Tagged>
  | TimerFired<Tagged>
  | TimerCancelled;

/** The sentences of what every process hears and does, given those of its messages and commands. */
export function processSays(say: (message: Tagged) => string): Says<Own> {
  return {
    CommandIssued: ({ to, command }) => `${to} is sent: ${say(command)}`,
    CommandAccepted: ({ label, answer }) =>
      answer === null ? `${label} is accepted` : `${label} is answered: ${show(answer)}`,
    CommandRefused: ({ label, refusal }) => `${label} is refused, ${wordsOf(refusal.code)}`,
    TimerSet: ({ timer, dueAt }) => `the timer ${timer} is set for ${dueAt}`,
    TimerCancelled: ({ timer }) => `the timer ${timer} is cancelled`,
    TimerFired: ({ timer }) => `the timer ${timer} fires`,
  };
}
