import { PAGE_KINDS, type Fault, type FaultKind, type FaultPlan } from "./fault-plan.ts";
import { DELEGATIONS_PATH, HEAD_PATH } from "./routes.ts";
import { TriggerSchedule } from "./trigger-schedule.ts";

/** Decides for each request in turn which fault of the plan, if any, it meets. */
export class FaultSchedule {
  readonly #schedule: TriggerSchedule<Fault>;

  constructor({ seed, faults }: FaultPlan) {
    this.#schedule = new TriggerSchedule(faults, seed);
  }

  /** The fault the next request meets; `target` is its path and query. */
  next(target: string): Fault | undefined {
    return this.#schedule.next(
      ({ kind, path = "" }) => concerns(kind, target) && target.startsWith(path),
    );
  }
}

const PAGE_FAULTS: ReadonlySet<FaultKind> = new Set(PAGE_KINDS);

/** Faults of rows concern pages of rows only, and the chain id is told by the head only. */
function concerns(kind: FaultKind, target: string): boolean {
  const [path] = target.split("?", 1);
  if (PAGE_FAULTS.has(kind)) return path === DELEGATIONS_PATH;
  return kind !== "wrong_chain_id" || path === HEAD_PATH;
}
