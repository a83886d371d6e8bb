import type { SyncFact } from "./application/sync-fact.ts";
import type { DelegationColumns } from "./domain/delegation-page.ts";
import type { IngestConfig } from "./ingest.ts";

/** What the ingesting thread tells the serving one. */
export type IngestMessage = { readonly kind: "fact"; readonly fact: SyncFact } | NewestRows;

/** The newest rows, the newest one last, and the levels they were asked for at. */
export type NewestRows = {
  readonly kind: "newest";
  readonly columns: DelegationColumns;
  readonly head: number;
  readonly final: number;
};

/** What the serving thread tells the ingesting one. */
export type IngestOrder =
  | { readonly kind: "prepare"; readonly config: IngestConfig }
  | { readonly kind: "begin" }
  | { readonly kind: "stop" };
