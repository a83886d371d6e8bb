import type { Status } from "./delegation.ts";

/** What an applied delegation does to the delegator's choice of baker. */
export const KINDS = ["register", "undelegate", "delegate", "redelegate", "refresh"] as const;
export type Kind = (typeof KINDS)[number];

/** What tells the kind; accounts are addresses, or whatever else stands for one. */
type Choice<Account> = {
  readonly sender: Account;
  readonly prevBaker: Account | null;
  readonly newBaker: Account | null;
  readonly status: Status;
};

/** Null for an operation that was not applied: it changed nothing. */
export function delegationKind<Account>(choice: Choice<Account>): Kind | null {
  const { sender, prevBaker, newBaker, status } = choice;
  if (status !== "applied") return null;
  if (newBaker === null) return "undelegate";
  if (newBaker === sender) return "register";
  if (prevBaker === null) return "delegate";
  return prevBaker === newBaker ? "refresh" : "redelegate";
}
