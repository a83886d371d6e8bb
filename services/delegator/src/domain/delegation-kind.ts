import { type Delegation } from "./delegation.ts";

/** What an applied delegation does to the delegator's choice of baker. */
export const KINDS = ["register", "undelegate", "delegate", "redelegate", "refresh"] as const;
export type Kind = (typeof KINDS)[number];

/** Null for an operation that was not applied: it changed nothing. */
export function delegationKind(
  delegation: Pick<Delegation, "sender" | "prevBaker" | "newBaker" | "status">,
): Kind | null {
  const { sender, prevBaker, newBaker, status } = delegation;
  if (status !== "applied") return null;
  if (newBaker === null) return "undelegate";
  if (newBaker === sender) return "register";
  if (prevBaker === null) return "delegate";
  return prevBaker === newBaker ? "refresh" : "redelegate";
}
