import type { Decider } from "@holdfast/cqrs";
import type { EventStore } from "@holdfast/cqrs/event-store";
import {
  type AccountCommand,
  type AccountEvent,
  type AccountRefusal,
  bankAccount,
} from "@holdfast/cqrs/examples/bank-account";
import { handleCommands } from "@holdfast/cqrs/handling";

type Account = ReturnType<typeof bankAccount.initialState>;

const decider: Decider<AccountCommand, Account, AccountEvent, AccountRefusal, undefined> =
  bankAccount;

/** Handles commands for bank accounts of a log. */
export function handleAccount(store: EventStore) {
  return handleCommands(decider, {
    store,
    context: () => undefined,
    random: () => 0.5,
    sleep: async () => undefined,
    schemaVersions: { AccountOpened: 1, MoneyDeposited: 1, MoneyWithdrawn: 1, AccountClosed: 1 },
  });
}
