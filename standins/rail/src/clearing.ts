import { BadFact } from "./bad-fact.ts";
import { BadJournal } from "./bad-journal.ts";
import { Books } from "./books.ts";
import type { Fact } from "./fact.ts";
import type { Journal } from "./journal.ts";
import { canBeTold } from "./payment.ts";
import type { State, Step, Submission } from "./submission.ts";

/** Payments kept at most: about a kilobyte of memory each. */
const PAYMENTS_MAX = 500_000;

/** Where somebody says that a payment goes. */
export type Told = { readonly id: string; readonly state: State; readonly reason?: string };

/**
 * Enters what happens into books and journal. Each method does its work at once, so two requests never meet in
 * the middle of one; whoever answers waits for `flushed` first.
 */
export class Clearing {
  readonly books = new Books();
  readonly #journal: Journal;
  readonly #clock: () => number;

  private constructor(journal: Journal, clock: () => number) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Goes on where the journal ends. `clock` gives milliseconds since 1970. Throws `BadJournal`. */
  static async open(journal: Journal, clock: () => number): Promise<Clearing> {
    const clearing = new Clearing(journal, clock);
    let count = 0;
    for await (const fact of journal.facts()) {
      count += 1;
      clearing.#replay(fact, count);
    }
    return clearing;
  }

  /** Milliseconds since 1970; never goes back, whatever the machine's clock does. */
  get nowMs(): number {
    return Math.max(this.#clock() + this.books.aheadMs, this.books.lastMs);
  }

  /** Lets everything happen that is due. */
  catchUp(): void {
    const { nowMs } = this;
    for (let due = this.books.due(nowMs); due !== undefined; due = this.books.due(nowMs)) {
      const { dueMs, state, reason } = due.step;
      this.#enter({
        kind: "moved",
        // A clock that was set back after the payment came would have it move before its receipt.
        atMs: Math.max(dueMs, this.books.lastMs),
        id: due.id,
        state,
        ...(reason === undefined ? {} : { reason }),
        isTold: false,
      });
    }
  }

  /** Takes a payment in; `courseFrom` says what becomes of one that comes for the first time. */
  submit(
    submission: Submission,
    courseFrom: (nowMs: number) => readonly Step[],
  ): "new" | "same" | "conflict" | "full" {
    const { nowMs: atMs } = this;
    const id = submission.submission_id;
    const known = this.books.find(id);
    if (known !== undefined) {
      const isSame = JSON.stringify(known.submission) === JSON.stringify(submission);
      this.#enter({ kind: "repeated", atMs, id, isSame });
      return isSame ? "same" : "conflict";
    }
    if (this.books.ids.length >= PAYMENTS_MAX) return "full";
    this.#enter({ kind: "received", atMs, submission, course: courseFrom(atMs) });
    return "new";
  }

  /** Sends a payment somewhere; what else was to become of it does not. */
  tell({ id, state, reason }: Told): "done" | "absent" | "impossible" {
    const payment = this.books.find(id);
    if (payment === undefined) return "absent";
    if (!canBeTold(payment.state, state)) return "impossible";
    const reasoned = reason === undefined ? {} : { reason };
    this.#enter({ kind: "moved", atMs: this.nowMs, id, state, ...reasoned, isTold: true });
    return "done";
  }

  /** Moves the rail's clock forward by so many milliseconds. */
  advance(byMs: number): void {
    const aheadMs = this.books.aheadMs + byMs;
    this.#enter({ kind: "clock", atMs: this.nowMs, aheadMs });
  }

  /** Settles when all that was entered will survive a crash. */
  async flushed(): Promise<void> {
    await this.#journal.flushed();
  }

  #enter(fact: Fact): void {
    this.books.apply(fact);
    this.#journal.append(fact);
  }

  #replay(fact: Fact, count: number): void {
    try {
      this.books.apply(fact);
    } catch (error) {
      if (!(error instanceof BadFact)) throw error;
      throw new BadJournal(`fact ${count} of the journal: ${error.message}`, { cause: error });
    }
  }
}
