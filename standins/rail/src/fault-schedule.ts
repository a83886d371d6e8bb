import { fractionOf } from "./chance.ts";
import {
  FATE_KINDS,
  type AnswerFault,
  type FateFault,
  type Fault,
  type FaultPlan,
} from "./fault-plan.ts";

/** A request, as far as faults tell one from another. */
export type Subject = {
  readonly method: string;
  /** What it is about: the id of a payment, or the name of a route. */
  readonly about: string;
  /** Which of the requests about it this is, counted from 1. */
  readonly nth: number;
};

const FATES: ReadonlySet<string> = new Set(FATE_KINDS);

/** Tells what goes wrong. Counts begin anew with each plan. */
export class FaultSchedule {
  #plan: FaultPlan = { faults: [] };
  #left: number[] = [];

  constructor(plan: FaultPlan = { faults: [] }) {
    this.follow(plan);
  }

  get plan(): FaultPlan {
    return this.#plan;
  }

  follow(plan: FaultPlan): void {
    this.#plan = plan;
    this.#left = plan.faults.map(({ times }) => times ?? Number.POSITIVE_INFINITY);
  }

  /** What goes wrong with a request. */
  answerFault({ method, about, nth }: Subject): AnswerFault | undefined {
    const fault = this.#strike(
      (fault) => isAnswerFault(fault) && canMeet(fault, method, about),
      `${method} ${about} ${nth}`,
    );
    return fault !== undefined && isAnswerFault(fault) ? fault : undefined;
  }

  /** What becomes of a payment; undefined for its settlement. */
  fateOf(id: string): FateFault | undefined {
    const fault = this.#strike(isFate, id);
    return fault !== undefined && isFate(fault) ? fault : undefined;
  }

  /** Chooses among what is left open of a payment's fate; in [0, 1). */
  fractionFor(id: string): number {
    return fractionOf(this.#plan.seed ?? 0, `reason ${id}`);
  }

  #strike(concerns: (fault: Fault) => boolean, subject: string): Fault | undefined {
    for (const [at, fault] of this.#plan.faults.entries()) {
      const left = this.#left[at] ?? 0;
      if (left <= 0 || !concerns(fault)) continue;
      const { probability = 1 } = fault;
      if (fractionOf(this.#plan.seed ?? 0, `${at} ${subject}`) >= probability) continue;
      this.#left[at] = left - 1;
      return fault;
    }
    return undefined;
  }
}

function isFate(fault: Fault): fault is Fault & FateFault {
  return FATES.has(fault.kind);
}

function isAnswerFault(fault: Fault): fault is Fault & AnswerFault {
  return !FATES.has(fault.kind);
}

function canMeet(fault: AnswerFault, method: string, about: string): boolean {
  if (fault.kind === "outcomes_again" && about !== "outcomes") return false;
  return fault.method === undefined || fault.method === method;
}
