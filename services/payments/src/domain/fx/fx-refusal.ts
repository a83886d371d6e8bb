import type { Refusal } from "@holdfast/cqrs";

/** Why a quote cannot be had or used. */
export type FxRefusal =
  | Refusal<"quote_not_found", { readonly quote: string }>
  | Refusal<"quote_already_used", { readonly quote: string }>
  | Refusal<"quote_not_expired", { readonly quote: string }>
  | Refusal<"quote_expired", { readonly quote: string }>
  | Refusal<"quote_exists_with_different_content", { readonly quote: string }>;
