import type { Decider } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import { isAppendRefusal } from "@holdfast/cqrs/event-store";
import { type CommandHandling, handleCommands } from "@holdfast/cqrs/handling";

import { BENCH_TYPE, benchFields } from "./bench-event.ts";
import { type KernelRival, TENANT } from "./kernel-rival.ts";
import { WrongLog } from "./wrong-log.ts";

/** An account that money is paid into; commands and events carry the fields of every event of the bench. */
export type Deposit = ReturnType<typeof benchFields> & { readonly type: "Deposit" };
export type Deposited = ReturnType<typeof benchFields> & { readonly type: typeof BENCH_TYPE };
export type Account = { readonly cents: number; readonly deposits: number };

export const EMPTY: Account = { cents: 0, deposits: 0 };

/** The state after a deposit. */
export function credited({ cents, deposits }: Account, deposited: { readonly cents: number }) {
  return { cents: cents + deposited.cents, deposits: deposits + 1 };
}

/** Pays in whatever it is told to. */
export const account: Decider<Deposit, Account, Deposited> = {
  initialState: () => EMPTY,
  decide: (command) => [{ ...command, type: BENCH_TYPE }],
  evolve: credited,
};

/** The events of an account. */
export const accountEvents = eventCatalogue<Deposited>({ [BENCH_TYPE]: [{ schema: {} }] });

type Handle = CommandHandling<Deposit, Deposited, never>["handle"];

/** Pays in the deposit of that number. Throws `WrongLog` if it is refused. */
export async function deposited(handle: Handle, streamId: string, number: number): Promise<void> {
  const command: Deposit = { type: "Deposit", ...benchFields(number) };
  const message = { tenant: TENANT, streamId, commandId: `${streamId}:${number}`, command };
  const outcome = await handle(message);
  if (isAppendRefusal(outcome)) throw new WrongLog(`refused: ${outcome.sentence}`);
}

/** Handling of deposits; with a cache of 0 every command loads its stream. */
export function depositing(
  { store }: Pick<KernelRival, "store">,
  cacheSize: number,
): CommandHandling<Deposit, Deposited, never> {
  return handleCommands(account, {
    store,
    context: () => undefined,
    random: Math.random,
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    cacheSize,
    schemaVersions: { [BENCH_TYPE]: 1 },
  });
}
