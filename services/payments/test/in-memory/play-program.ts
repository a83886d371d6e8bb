import { Draft } from "../../src/domain/draft.ts";
import { execute, type Execution } from "../../src/domain/execute.ts";
import type { LedgerCommand } from "../../src/domain/ledger-command.ts";
import type { LedgerEvent } from "../../src/domain/ledger-event.ts";
import { LedgerState } from "../../src/domain/ledger-state.ts";
import type { Step } from "./drawn-commands.ts";
import { after } from "./ledger-story.ts";

/** A step that was played: the ledger before it and after it, each as a value of its own. */
export type Played = {
  readonly now: string;
  readonly command: LedgerCommand;
  readonly before: LedgerState;
  readonly after: LedgerState;
  readonly execution: Execution;
};

/** Plays a program over an empty ledger. */
export function playProgram(program: readonly Step[]): readonly Played[] {
  const played: Played[] = [];
  let state = new LedgerState();
  let seconds = 0;
  for (const [number, step] of program.entries()) {
    seconds += step.seconds;
    const now = after(seconds);
    const command = step.command([...state.known.transfers.values()], number);
    const execution = execute(state, command, now);
    const next = afterAll(state, execution.events);
    played.push({ now, command, before: state, after: next, execution });
    state = next;
  }
  return played;
}

/** The ledger after some events. */
export function afterAll(state: LedgerState, events: readonly LedgerEvent[]): LedgerState {
  return events.reduce((known, event) => known.after(event), state);
}

/** All events of a program, in their order. */
export function eventsOf(played: readonly Played[]): readonly LedgerEvent[] {
  return played.flatMap(({ execution }) => execution.events);
}

/** Both entries of every transfer, by account, as they were recorded. */
export function recordedOf(played: readonly Played[]) {
  const draft = new Draft(new LedgerState());
  for (const event of eventsOf(played)) draft.apply(event);
  return draft.changes.recorded;
}
