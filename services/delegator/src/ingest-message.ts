import type { Provisional } from "./application/list-delegations.ts";
import type { SyncFact } from "./application/sync-fact.ts";
import type { IngestConfig } from "./ingest.ts";

/** What the ingesting thread tells the serving one. */
export type IngestMessage =
  | { readonly kind: "fact"; readonly fact: SyncFact }
  | { readonly kind: "provisional"; readonly provisional: Provisional };

/** What the serving thread tells the ingesting one. */
export type IngestOrder =
  | { readonly kind: "prepare"; readonly config: IngestConfig }
  | { readonly kind: "begin" }
  | { readonly kind: "stop" };
