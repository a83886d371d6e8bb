import { ABSENT, STATUSES, type DelegationColumns } from "./delegation-table.ts";
import type { RowValues } from "./row-values.ts";

const APPLIED = STATUSES.indexOf("applied");

/** Whom each account delegates to, kept up with blocks that come and go. */
export class DelegateLedger {
  readonly #delegates = new Map<number, number>();
  readonly #bakers = new Set<number>();

  /** What the rows, in their order, have led to. */
  constructor(columns: DelegationColumns) {
    const { status, sender, newDelegate } = columns;
    for (const [row, account] of sender.entries()) {
      if (status[row] === APPLIED) this.#set(account, newDelegate[row] ?? ABSENT);
    }
  }

  /** The account's baker, or ABSENT. */
  delegateOf(account: number): number {
    return this.#delegates.get(account) ?? ABSENT;
  }

  /** Every account that delegates to itself, in the order of their registration. */
  get bakers(): readonly number[] {
    return [...this.#bakers];
  }

  apply({ status, sender, newDelegate }: RowValues): void {
    if (status === APPLIED) this.#set(sender, newDelegate);
  }

  /** Takes the newest row back. */
  revert({ status, sender, prevDelegate }: RowValues): void {
    if (status === APPLIED) this.#set(sender, prevDelegate);
  }

  #set(account: number, delegate: number): void {
    if (delegate === ABSENT) this.#delegates.delete(account);
    else this.#delegates.set(account, delegate);
    if (delegate === account) this.#bakers.add(account);
    else this.#bakers.delete(account);
  }
}
