import type { DelegationView } from "./delegation-view.ts";

/** What happened at the tip of the mirror. `seq` counts without gaps, in the order in which changes were committed. */
export type Change = { readonly seq: number } & (
  | { readonly op: "added"; readonly row: DelegationView }
  /** A reorg took these rows back, the newest first. */
  | {
      readonly op: "retracted";
      readonly fromLevel: number;
      readonly rows: readonly DelegationView[];
    }
  /** Levels above `after` up to `level` will not change any more. */
  | { readonly op: "final"; readonly after: number; readonly level: number }
  /** The history was replaced: all ids are new. */
  | { readonly op: "reset" }
);
