import { PAGE_KINDS, type Fault, type FaultKind, type FaultPlan } from "./fault-plan.ts";
import { randomFrom, type Random } from "./random.ts";
import { DELEGATIONS_PATH, HEAD_PATH } from "./routes.ts";

/** Decides for each request in turn which fault of the plan, if any, it meets. */
export class FaultSchedule {
  readonly #planned: readonly PlannedFault[];

  constructor({ seed = 0, faults }: FaultPlan) {
    this.#planned = faults.map((fault, index) => ({
      fault,
      random: randomFrom(seed + index),
      seen: 0,
      left: fault.times ?? 1,
    }));
  }

  /** The fault the next request meets; `target` is its path and query. */
  next(target: string): Fault | undefined {
    let met: Fault | undefined;
    for (const planned of this.#planned) {
      const { fault } = planned;
      if (!concerns(fault.kind, target) || !target.startsWith(fault.path ?? "")) continue;
      planned.seen += 1;
      if (met !== undefined || planned.left === 0 || !isDue(planned)) continue;
      planned.left -= 1;
      met = fault;
    }
    return met;
  }
}

type PlannedFault = { readonly fault: Fault; readonly random: Random; seen: number; left: number };

function isDue({ fault, random, seen }: PlannedFault): boolean {
  if (fault.probability !== undefined) return random.fraction() < fault.probability;
  return seen >= (fault.nth ?? 1);
}

const PAGE_FAULTS: ReadonlySet<FaultKind> = new Set(PAGE_KINDS);

/** Faults of rows concern pages of rows only, and the chain id is told by the head only. */
function concerns(kind: FaultKind, target: string): boolean {
  const [path] = target.split("?", 1);
  if (PAGE_FAULTS.has(kind)) return path === DELEGATIONS_PATH;
  return kind !== "wrong_chain_id" || path === HEAD_PATH;
}
