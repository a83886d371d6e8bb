import type { Tagged } from "@holdfast/cqrs";

import { namedUuid } from "../src/application/named-uuid.ts";
import type { Item, LedgerCommand, NewTransfer } from "../src/domain/ledger-command.ts";

const WITHIN = "5a9d1c6e-1f0b-4c55-9f0e-6a3d7b0c4e21";
const names = new Map<string, string>();

/** The uuid that something of a scenario has in a service. */
export function idOf(name: string): string {
  const id = namedUuid(WITHIN, name);
  names.set(id, name);
  return id;
}

/** What scenarios call something; any other text as it is. */
export function nameOf(id: string): string {
  return names.get(id) ?? id;
}

/** An event with the names of the scenario in it. */
export function namedEvent({ type, ...fields }: Tagged): Tagged {
  const named = Object.entries(fields).map(([key, value]) => [
    key,
    typeof value === "string" ? nameOf(value) : value,
  ]);
  return { ...Object.fromEntries(named), type };
}

/** A command with ids in it, as a service takes them. */
export function identified(command: LedgerCommand): LedgerCommand {
  if (command.type === "OpenAccount") return { ...command, account: idOf(command.account) };
  if (command.type !== "PostTransfers") {
    throw new RangeError(`${command.type} is told nowhere with ids`);
  }
  return { ...command, items: command.items.map(identifiedItem) };
}

function identifiedItem(item: Item): Item {
  const id = idOf(item.id);
  if (item.kind === "transfer") return { ...item, id, ...sidesOf(item) };
  return item.kind === "reverse"
    ? { ...item, id, original: idOf(item.original) }
    : { ...item, id, hold: idOf(item.hold) };
}

function sidesOf({ debitAccount, creditAccount }: NewTransfer) {
  return { debitAccount: idOf(debitAccount), creditAccount: idOf(creditAccount) };
}
