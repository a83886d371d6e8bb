import type {
  CommandAccepted,
  CommandIssued,
  CommandRefused,
  ProcessEvent,
  TimerFired,
} from "@holdfast/processes";

import { BELL, GONG, type Ring, type Strike, type Wound } from "./bells.ts";
import type { Clocks } from "./clocks.ts";

/** What happens to a process. */
export type RingingEvent = ProcessEvent<Wound, Strike, Ring>;

/** A strike that a process has issued, and what it was told of it. */
export type IssuedStrike = {
  /** The stream of the bell or gong, and the number of the timer. */
  readonly key: string;
  readonly outcome: "accepted" | "refused" | undefined;
};

/** What is wrong with the history of a process, and what it says of bells. */
export type Ringing = {
  readonly found: readonly string[];
  readonly strikes: readonly IssuedStrike[];
};

/** Reads the history of a process in which everything has come to rest. */
export function auditRinging(
  history: readonly RingingEvent[],
  wishes: readonly Wound[],
  clocks: Clocks,
): Ringing {
  const audit = new Audit(wishes, clocks);
  for (const event of history) audit.take(event);
  return audit.end();
}

type Running = { readonly number: number; readonly dueAt: string };
type Outcome = CommandAccepted<Strike> | CommandRefused<Strike>;

class Audit {
  readonly #clocks: Clocks;
  readonly #wishes: readonly Wound[];
  readonly #unwanted: ReadonlySet<string>;
  readonly #found: string[] = [];
  readonly #running = new Map<string, Running>();
  /** What has to be struck, and from when on. */
  readonly #owed = new Map<string, number>();
  readonly #issued = new Map<number, IssuedStrike>();
  readonly #counts = { heard: 0, set: 0 };
  #isOver = false;

  constructor(wishes: readonly Wound[], clocks: Clocks) {
    this.#wishes = wishes;
    this.#clocks = clocks;
    this.#unwanted = new Set(wishes.flatMap(({ cancel }) => cancel));
  }

  take(event: RingingEvent): void {
    this.#expectLife(event);
    switch (event.type) {
      case "Wound":
        this.#counts.heard += 1;
        this.#isOver ||= event.isLast;
        return undefined;
      case "TimerSet":
        this.#counts.set += 1;
        return void this.#running.set(event.timer, event);
      case "TimerCancelled":
        return this.#cancelled(event.timer);
      case "TimerFired":
        return this.#fired(event);
      case "CommandIssued":
        return this.#sent(event);
      case "CommandAccepted":
      case "CommandRefused":
        return this.#told(event);
      default:
        return event satisfies never;
    }
  }

  end(): Ringing {
    const wanted = this.#wishes.reduce((sum, { set }) => sum + set.length, 0);
    const { heard, set } = this.#counts;
    if (heard !== this.#wishes.length) {
      this.#found.push(`heard ${heard} of ${this.#wishes.length} wishes`);
    }
    if (set !== wanted) this.#found.push(`set ${set} of ${wanted} timers`);
    for (const timer of this.#running.keys()) this.#found.push(`${timer} is lost`);
    for (const key of this.#owed.keys()) this.#found.push(`${key} was not struck`);
    const strikes = [...this.#issued.values()];
    for (const { key, outcome } of strikes) {
      if (outcome === undefined && !this.#isOver) this.#found.push(`${key} has no outcome`);
    }
    return { found: this.#found, strikes };
  }

  /** What a process does about its last message is the last that happens to it. */
  #expectLife({ type }: RingingEvent): void {
    const isOfItsEnd = type === "TimerSet" || type === "TimerCancelled";
    if (this.#isOver && !isOfItsEnd) this.#found.push(`${type} after its end`);
  }

  #cancelled(timer: string): void {
    if (!this.#running.delete(timer)) this.#found.push(`${timer} was cancelled without running`);
    const isAsked = this.#isOver || this.#unwanted.has(timer);
    if (!isAsked) this.#found.push(`${timer} was cancelled unasked`);
  }

  #fired({ timer, number, dueAt }: TimerFired<Ring>): void {
    const running = this.#running.get(timer);
    if (running?.number !== number) this.#found.push(`${timer} fired without running`);
    else if (running.dueAt !== dueAt) this.#found.push(`${timer} fired with another due time`);
    this.#running.delete(timer);
    this.#owed.set(`${BELL}-${timer} ${number}`, Date.parse(running?.dueAt ?? dueAt));
  }

  #sent({ number, to, command }: CommandIssued<Strike>): void {
    const key = `${to} ${command.number}`;
    const dueAtMs = this.#owed.get(key);
    if (dueAtMs === undefined) this.#found.push(`${key} was struck unasked`);
    this.#owed.delete(key);
    this.#issued.set(number, { key, outcome: undefined });
    const latestMs = this.#clocks.latestMs(command.by, command.atMs) ?? Number.NEGATIVE_INFINITY;
    const earlyMs = (dueAtMs ?? latestMs) - latestMs;
    if (earlyMs > 0)
      this.#found.push(`${key} fired ${earlyMs} ms early by the clock of ${command.by}`);
  }

  #told({ type, number, to, command }: Outcome): void {
    const issued = this.#issued.get(number);
    if (issued === undefined) return void this.#found.push(`command ${number} was never issued`);
    if (issued.outcome !== undefined) this.#found.push(`${issued.key} has two outcomes`);
    const outcome = type === "CommandAccepted" ? "accepted" : "refused";
    this.#issued.set(number, { key: issued.key, outcome });
    const isBell = to.startsWith(BELL);
    if (outcome !== "refused" || !isBell) return undefined;
    // Whatever the clocks say by then, it follows from a timer that was due.
    return void this.#owed.set(
      `${to.replace(BELL, GONG)} ${command.number}`,
      Number.NEGATIVE_INFINITY,
    );
  }
}
