import { delegationView } from "../../application/delegation-view.ts";
import type { TipChange } from "../../application/tip-change.ts";

/** A line of the log that those who follow live read; the migration says what each holds. */
export type LoggedChange = {
  readonly op: "added" | "retracted" | "final" | "reset";
  readonly level: number;
  /** JSON. */
  readonly payload: string;
};

/** Nothing that was just added is final, even where its level is: the line that says so comes behind it. */
const NOTHING_FINAL = -1;

/** What a change of the tip looks like from outside: first what is taken back, then what is added, then what is final. */
export function changesOf(change: TipChange, total: number): readonly LoggedChange[] {
  const { fromLevel, retracted, added, head, final } = change;
  const views = retracted.map((row) => delegationView(row, NOTHING_FINAL));
  const lost: LoggedChange = {
    op: "retracted",
    level: fromLevel,
    payload: JSON.stringify({ fromLevel, rows: views }),
  };
  const won = added.map((row): LoggedChange => {
    const payload = JSON.stringify(delegationView(row, NOTHING_FINAL));
    return { op: "added", level: row.level, payload };
  });
  const settled: LoggedChange = {
    op: "final",
    level: final.after,
    payload: JSON.stringify({ after: final.before, head, total }),
  };
  return [
    ...(retracted.length > 0 ? [lost] : []),
    ...won,
    ...(final.after > final.before ? [settled] : []),
  ];
}

/** All ids are new: whoever follows has to read everything again. */
export function changesOfReset(finalLevel: number): LoggedChange {
  return { op: "reset", level: finalLevel, payload: "{}" };
}
