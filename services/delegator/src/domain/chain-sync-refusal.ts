import type { Refusal } from "@holdfast/cqrs";

/** Why a command was not carried out; each says what to do instead. */
export type ChainSyncRefusal =
  /** The answer comes from a replica that has not seen what has been seen here: ask again. */
  | Refusal<"stale_replica", { readonly head: number; readonly seen: number }>
  /** Mirror and chain differ where nothing may change: look further back. */
  | Refusal<"difference_below_final", { readonly level: number }>
  | Refusal<"wrong_chain", { readonly chainId: string; readonly mirrored: string }>
  | Refusal<"already_started", { readonly chainId: string }>
  | Refusal<"not_loading">
  /** The page is not the next one of its range. */
  | Refusal<"page_not_next", { readonly range: number; readonly reached: number }>
  | Refusal<"not_following">
  | Refusal<"epoch_not_newer", { readonly epoch: number }>
  | Refusal<"not_leading", { readonly epoch: number }>;
