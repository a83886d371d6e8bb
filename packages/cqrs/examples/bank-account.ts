import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";

import { euros } from "./euros.ts";

/** What a holder asks for. */
export type AccountCommand =
  | { readonly type: "OpenAccount"; readonly owner: string }
  | { readonly type: "Deposit"; readonly cents: bigint }
  | { readonly type: "Withdraw"; readonly cents: bigint }
  | { readonly type: "CloseAccount" };

/** What has happened to an account. */
export type AccountEvent =
  | { readonly type: "AccountOpened"; readonly owner: string }
  | { readonly type: "MoneyDeposited"; readonly cents: bigint }
  | { readonly type: "MoneyWithdrawn"; readonly cents: bigint }
  | { readonly type: "AccountClosed" };

/** Why a holder is told no. */
export type AccountRefusal =
  | Refusal<"already_open">
  | Refusal<"not_open">
  | Refusal<"insufficient_funds", { readonly short: bigint }>
  | Refusal<"not_empty", { readonly cents: bigint }>;

type Account = { readonly status: "absent" | "open" | "closed"; readonly cents: bigint };

type Decision = readonly AccountEvent[] | AccountRefusal;

/** A bank account that is never overdrawn. */
export const bankAccount: Decider<AccountCommand, Account, AccountEvent, AccountRefusal> = {
  initialState: () => ({ status: "absent", cents: 0n }),
  decide,
  evolve,
  isTerminal: ({ status }) => status === "closed",
  phase: ({ status }) => status,
};

function decide(command: AccountCommand, account: Account): Decision {
  if (command.type === "OpenAccount") return open(command.owner, account);
  if (account.status !== "open") return refuse("not_open", "there is no open account");
  switch (command.type) {
    case "Deposit":
      return [{ type: "MoneyDeposited", cents: command.cents }];
    case "Withdraw":
      return withdraw(command.cents, account.cents);
    case "CloseAccount":
      return close(account.cents);
    default:
      return command satisfies never;
  }
}

function open(owner: string, { status }: Account): Decision {
  if (status !== "absent") return refuse("already_open", "an account is opened once");
  return [{ type: "AccountOpened", owner }];
}

function withdraw(cents: bigint, balance: bigint): Decision {
  const short = cents - balance;
  if (short > 0n) return refuse("insufficient_funds", `${euros(short)} is missing`, { short });
  return [{ type: "MoneyWithdrawn", cents }];
}

function close(cents: bigint): Decision {
  if (cents > 0n) return refuse("not_empty", `${euros(cents)} is still there`, { cents });
  return [{ type: "AccountClosed" }];
}

function evolve(account: Account, event: AccountEvent): Account {
  switch (event.type) {
    case "AccountOpened":
      return { ...account, status: "open" };
    case "MoneyDeposited":
      return { ...account, cents: account.cents + event.cents };
    case "MoneyWithdrawn":
      return { ...account, cents: account.cents - event.cents };
    case "AccountClosed":
      return { ...account, status: "closed" };
    default:
      return event satisfies never;
  }
}
