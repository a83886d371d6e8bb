import { Agenda } from "./agenda.ts";
import { BadFact } from "./bad-fact.ts";
import type { Fact } from "./fact.ts";
import { MoneyMoved } from "./money-moved.ts";
import { canBeTold, type Outcome, type Payment } from "./payment.ts";
import type { Step } from "./submission.ts";

/** All payments, as their facts have them. The same facts make the same books. */
export class Books {
  readonly #payments = new Map<string, Payment>();
  readonly #ids: string[] = [];
  readonly #outcomes: Outcome[] = [];
  readonly #agenda = new Agenda();
  /** Money that went and came back. */
  readonly money = new MoneyMoved();
  #lastMs = 0;
  #aheadMs = 0;

  /** Time of the last fact, in milliseconds since 1970. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** How far the rail's clock is ahead of the machine's. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /** Ids in the order of receipt. */
  get ids(): readonly string[] {
    return this.#ids;
  }

  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  find(id: string): Payment | undefined {
    return this.#payments.get(id);
  }

  /** The next step that is due by then, of whichever payment. */
  due(byMs: number): { readonly id: string; readonly step: Step } | undefined {
    for (let next = this.#agenda.next; next !== undefined; next = this.#agenda.next) {
      if (next.dueMs > byMs) return undefined;
      const step = this.#payments.get(next.id)?.course[0];
      if (step?.dueMs === next.dueMs) return { id: next.id, step };
      // Its payment was told something else meanwhile.
      this.#agenda.drop();
    }
    return undefined;
  }

  /** Enters a fact. Throws `BadFact` when it cannot follow those before. */
  apply(fact: Fact): void {
    if (fact.atMs < this.#lastMs) throw new BadFact("it is earlier than the fact before");
    this.#lastMs = fact.atMs;
    switch (fact.kind) {
      case "received":
        this.#receive(fact);
        break;
      case "repeated": {
        const payment = this.#known(fact.id);
        const { received, conflicts } = payment;
        const counts = fact.isSame
          ? { received: received + 1, conflicts }
          : { received, conflicts: conflicts + 1 };
        this.#payments.set(fact.id, { ...payment, ...counts });
        break;
      }
      case "moved":
        this.#move(fact);
        break;
      case "clock":
        this.#aheadMs = fact.aheadMs;
        break;
      default:
        fact satisfies never;
    }
  }

  #receive({ submission, course, atMs }: Extract<Fact, { kind: "received" }>): void {
    const id = submission.submission_id;
    if (this.#payments.has(id)) throw new BadFact(`payment ${id} is received twice`);
    this.#payments.set(id, {
      submission,
      state: "received",
      reason: undefined,
      received: 1,
      conflicts: 0,
      course,
      receivedMs: atMs,
      changedMs: atMs,
    });
    this.#ids.push(id);
    this.#outcomes.push({ id, state: "received", reason: undefined, atMs });
    this.#plan(id, course);
  }

  #move({ id, state, reason, isTold, atMs }: Extract<Fact, { kind: "moved" }>): void {
    const payment = this.#known(id);
    if (!canBeTold(payment.state, state)) {
      throw new BadFact(`payment ${id} cannot go from ${payment.state} to ${state}`);
    }
    const course = isTold ? [] : payment.course.slice(1);
    this.#payments.set(id, { ...payment, state, reason, course, changedMs: atMs });
    this.#outcomes.push({ id, state, reason, atMs });
    this.money.enter(payment.submission, state);
    this.#plan(id, course);
  }

  #plan(id: string, [next]: readonly Step[]): void {
    if (next !== undefined) this.#agenda.put(id, next.dueMs);
  }

  #known(id: string): Payment {
    const payment = this.#payments.get(id);
    if (payment === undefined) throw new BadFact(`payment ${id} was never received`);
    return payment;
  }
}
