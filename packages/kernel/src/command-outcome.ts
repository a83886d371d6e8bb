/** What came of a command, in the words of metrics and spans. */
export type CommandOutcome = "accepted" | "rejected" | "duplicate" | "conflict" | "failed";

type Handled = { readonly duplicate: boolean } | { readonly code: string };

/** A conflict that was lost for good is none of the business's refusals. */
export function outcomeOf(handled: Handled): CommandOutcome {
  if ("code" in handled) return handled.code === "version_conflict" ? "conflict" : "rejected";
  return handled.duplicate ? "duplicate" : "accepted";
}
