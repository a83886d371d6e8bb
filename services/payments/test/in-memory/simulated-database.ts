import { setImmediate as nextTurn } from "node:timers/promises";

import { OutcomeUnknown } from "@holdfast/cqrs/event-store";

import type { LedgerOutcome, LedgerRequest } from "../../src/application/ledger-request.ts";
import type { Post } from "../../src/application/posting-queue.ts";
import { execute } from "../../src/domain/execute.ts";
import { LedgerState } from "../../src/domain/ledger-state.ts";
import { after } from "./ledger-story.ts";
import { afterAll, type Played } from "./play-program.ts";

/** What goes wrong with a batch; what is killed is the process that has sent it. */
export const FAULTS = [
  "none",
  "lost_before_commit",
  "lost_after_commit",
  "killed_before_commit",
  "killed_after_commit",
  "half_is_left",
] as const;
type Fault = (typeof FAULTS)[number];

/** Nothing of what was sent has happened. */
export class NothingHappened extends Error {
  override readonly name = "NothingHappened";
}

/** How the batches of a run go: what goes wrong with each, and for how many turns it is under way. */
export type Course = { readonly faults: readonly Fault[]; readonly turns: readonly number[] };

/**
 * A database of one ledger in which a batch happens at once and as a whole, late, or not at all. It remembers what it has
 * accepted by the ids of the commands, as the log does, and lasts longer than the processes that post to it.
 */
export class SimulatedDatabase {
  /** Everything that was committed, in its order. */
  readonly played: Played[] = [];
  /** The ids of the commands among it that were not refused. */
  readonly accepted: string[] = [];
  /** The ids of commands that one process has sent while it had them under way. */
  readonly sentTwice: string[] = [];
  state = new LedgerState();
  /** The time of the next batch. */
  seconds = 0;
  readonly #course: Course;
  readonly #remembered = new Map<string, LedgerOutcome>();
  #batches = 0;

  constructor(course: Course) {
    this.#course = course;
  }

  /** How a process posts; `kill` ends that process. */
  postFor(kill: () => void): Post {
    const underWay = new Set<string>();
    return async (requests) => {
      for (const { commandId } of requests) {
        if (underWay.has(commandId)) this.sentTwice.push(commandId);
        underWay.add(commandId);
      }
      try {
        return await this.#post(requests, kill);
      } finally {
        for (const { commandId } of requests) underWay.delete(commandId);
      }
    };
  }

  async #post(requests: Parameters<Post>[0], kill: () => void): ReturnType<Post> {
    const batch = this.#batches;
    this.#batches += 1;
    const fault = this.#course.faults[batch] ?? "none";
    for (let turn = this.#course.turns[batch] ?? 0; turn > 0; turn -= 1) await nextTurn();
    if (fault === "lost_before_commit") throw new NothingHappened();
    if (fault === "killed_before_commit") return killed(kill);
    const taken = fault === "half_is_left" ? Math.ceil(requests.length / 2) : requests.length;
    const outcomes = requests.slice(0, taken).map((request) => this.#outcome(request));
    if (fault === "lost_after_commit") throw new OutcomeUnknown(new NothingHappened());
    if (fault === "killed_after_commit") return killed(kill);
    return requests.map((_, at) => outcomes[at]);
  }

  #outcome({ commandId, command }: LedgerRequest): LedgerOutcome {
    const known = this.#remembered.get(commandId);
    if (known !== undefined) return known;
    const [before, now] = [this.state, after(this.seconds)];
    const execution = execute(before, command, now);
    this.state = afterAll(before, execution.events);
    this.played.push({ now, command, before, after: this.state, execution });
    const { refusal, results } = execution;
    if (refusal !== undefined) return { status: "refused", refusal };
    this.accepted.push(commandId);
    const done = {
      position: BigInt(this.played.length),
      isNew: execution.events.length > 0,
      results,
      transfers: new Map(),
      accounts: new Map(),
    };
    this.#remembered.set(commandId, { ...done, status: "replayed" });
    return { ...done, status: "done" };
  }
}

/** Nobody is there any more to hear of it. */
function killed(kill: () => void): Promise<never> {
  kill();
  return new Promise(() => undefined);
}
