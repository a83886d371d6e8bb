import type { ChangeLog, LogState } from "../../src/application/change-log.ts";
import type { Change } from "../../src/application/change.ts";
import { type DelegationView, delegationView } from "../../src/application/delegation-view.ts";
import type { FinalRows } from "../../src/application/final-rows.ts";
import type { Delegation } from "../../src/domain/delegation.ts";

/** What one transaction of the leader does to the tip. */
export type Step = {
  /** Rows above this level are taken back first. */
  readonly above?: number;
  readonly rows?: readonly Delegation[];
  readonly final?: number;
};

/** A mirror with its change log, written by the rules that the leader keeps. */
export class MemoryChangeLog implements ChangeLog {
  readonly changes: Change[] = [];
  #rows: readonly Delegation[] = [];
  #newest = 0;
  #final = 0;

  apply({ above, rows = [], final }: Step): void {
    if (above !== undefined) this.#retract(above);
    for (const row of rows) {
      this.#rows = [...this.#rows, row];
      this.#write({ op: "added", row: delegationView(row, this.#final) });
    }
    if (final === undefined) return;
    this.#write({ op: "final", after: this.#final, level: final });
    this.#final = final;
  }

  /** The history is replaced. */
  replace(): void {
    this.#write({ op: "reset" });
  }

  /** Forgets changes up to a number. */
  trim(seq: number): void {
    this.changes.splice(0, this.changes.findLastIndex((change) => change.seq <= seq) + 1);
  }

  readonly since = async (seq: number, limit: number): Promise<readonly Change[]> =>
    this.changes.filter((change) => change.seq > seq).slice(0, limit);

  readonly state = async (after = Infinity): Promise<LogState> => ({
    head: this.#final + 2,
    final: this.#final,
    total: this.#rows.length,
    oldest: this.changes[0]?.seq ?? this.#newest + 1,
    newest: this.#newest,
    isReplaced: this.changes.some(({ seq, op }) => seq > after && op === "reset"),
  });

  readonly finalRows: FinalRows = async ({ after, level, skip, limit }) =>
    this.#views(after)
      .filter((view) => view.level <= level)
      .slice(skip, skip + limit)
      .map((view) => ({ ...view, final: true }));

  #views(above: number): readonly DelegationView[] {
    return this.#rows
      .filter(({ level }) => level > above)
      .map((row) => delegationView(row, this.#final));
  }

  #retract(above: number): void {
    const rows = this.#views(above).toReversed();
    if (rows.length === 0) return;
    this.#rows = this.#rows.filter(({ level }) => level <= above);
    this.#write({ op: "retracted", fromLevel: rows.at(-1)?.level ?? 0, rows });
  }

  #write(change: OmitSeq<Change>): void {
    this.#newest += 1;
    this.changes.push({ ...change, seq: this.#newest });
  }
}

type OmitSeq<T> = T extends unknown ? Omit<T, "seq"> : never;
