import type { DelegationView } from "./delegation-view.ts";

/** One event of a stream; whoever comes back with its `id` goes on right after it. */
export type StreamEvent =
  | {
      readonly event: "head";
      /** Absent for whoever resumes: they have one that is worth more. */
      readonly id?: string;
      readonly data: { readonly level: number; readonly final: number; readonly total: number };
    }
  | { readonly event: "delegation"; readonly id: string; readonly data: DelegationView }
  | {
      readonly event: "retract";
      readonly id: string;
      readonly data: { readonly ids: readonly number[]; readonly fromLevel: number };
    }
  | { readonly event: "final"; readonly id: string; readonly data: { readonly level: number } }
  /** Something is lost; the list has to be read again. */
  | { readonly event: "reset"; readonly id: string };
