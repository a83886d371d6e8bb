import type { Tagged } from "@holdfast/cqrs";
import { type EventStore, inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { type CommandMessage, handleCommands, type HandlingOptions } from "@holdfast/cqrs/handling";

import { accountEvents } from "../examples/account-events.ts";
import { type AccountCommand, type AccountEvent, bankAccount } from "../examples/bank-account.ts";

export const tenant = "00000000-0000-0000-0000-000000000000";
export const open: AccountCommand = { type: "OpenAccount", owner: "Ann" };
export const deposit = (cents: bigint): AccountCommand => ({ type: "Deposit", cents });
export const withdraw = (cents: bigint): AccountCommand => ({ type: "Withdraw", cents });

type Options = HandlingOptions<
  AccountCommand,
  ReturnType<typeof bankAccount.initialState>,
  AccountEvent,
  undefined
>;

export function memory(): EventStore {
  let count = 0;
  const newEventId = (): string => {
    count += 1;
    return `00000000-0000-7000-8000-${String(count).padStart(12, "0")}`;
  };
  return inMemoryEventStore({ nowMs: () => 0, newEventId });
}

/** A store that notes what it is asked. */
export function watched(store: EventStore = memory()) {
  const asked: string[] = [];
  const watching: EventStore = {
    ...store,
    append(request) {
      asked.push(`append ${request.commands.length}`);
      return store.append(request);
    },
    loadStream(stream) {
      asked.push(`load after ${stream.after ?? 0}`);
      return store.loadStream(stream);
    },
    findCommands(of, commands) {
      asked.push(`find ${commands.length}`);
      return store.findCommands(of, commands);
    },
  };
  return { store: watching, asked };
}

export function handling(store: EventStore, options: Partial<Options> = {}) {
  return handleCommands(
    { ...bankAccount, decide: (command, state) => bankAccount.decide(command, state) },
    {
      store,
      context: () => undefined,
      random: () => 0.5,
      sleep: async () => undefined,
      ...accountEvents,
      ...options,
    },
  );
}

let messages = 0;

export function message(
  command: AccountCommand,
  streamId: string,
  commandId?: string,
): CommandMessage<AccountCommand> {
  messages += 1;
  return { tenant, streamId, commandId: commandId ?? `command-${messages}`, command };
}

export async function history(store: EventStore, streamId: string) {
  const { events } = await store.loadStream({ tenant, streamId });
  return events;
}

export function isAccountEvent(event: Tagged): event is AccountEvent {
  return Object.hasOwn(accountEvents.schemaVersions, event.type);
}
