import {
  ABSENT,
  type Accounts,
  type DelegationTable,
  type Operations,
} from "./delegation-table.ts";
import { mix } from "./random.ts";
import { ADDRESS_KINDS, syntheticAccounts, syntheticOperations } from "./synthetic-names.ts";

/** Indexes from here on belong to accounts and operations of blocks made while the chain lives. */
export const LIVE_FIRST = 2 ** 30;

const LIVE_SALT = 0x4c69;
const LIVE_OPERATIONS = 2 ** 30;

/** Which kind an account is of follows from its index: of 16, twelve are tz1. */
const KIND_PATTERN = ["tz1", "tz1", "tz1", "tz1", "tz1", "tz1", "tz1", "tz1"]
  .concat(["tz1", "tz1", "tz1", "tz1", "tz2", "tz3", "tz4", "KT1"])
  .map((name) => ADDRESS_KINDS.findIndex((kind) => kind === name));
const LIVE_ACCOUNTS = 2 ** 16;
const LIVE_KINDS = Uint8Array.from({ length: LIVE_ACCOUNTS }, (_, index) => kindAt(index));
const CONTRACT_PROGRAMS = 40;

/** The names a table writes, without its rows. */
export type TableNames = Pick<DelegationTable, "accounts" | "operations">;

/** The names of a table and, beyond them, those of the blocks that are made later. */
export function liveNames(base: TableNames, seed: number): TableNames {
  const accounts = syntheticAccounts(seed ^ LIVE_SALT, LIVE_KINDS, new Map());
  const operations = syntheticOperations(seed ^ LIVE_SALT, LIVE_OPERATIONS);
  return {
    accounts: joinedAccounts(base.accounts, accounts),
    operations: joinedOperations(base.operations, operations),
  };
}

/** The nth account that is made while the chain lives; after 65,536 they come again. */
export function liveAccount(nth: number): number {
  return LIVE_FIRST + (nth % LIVE_ACCOUNTS);
}

/** The hash of the program of such an account; ABSENT unless it is a contract. */
export function liveCodeHash(account: number): number {
  const isContract = ADDRESS_KINDS[kindAt(account - LIVE_FIRST)] === "KT1";
  return isContract ? mix(account % CONTRACT_PROGRAMS) | 0 : ABSENT;
}

function kindAt(index: number): number {
  return KIND_PATTERN[index % KIND_PATTERN.length] ?? 0;
}

function joinedAccounts(base: Accounts, live: Accounts): Accounts {
  return {
    address: (index) =>
      index < LIVE_FIRST ? base.address(index) : live.address(index - LIVE_FIRST),
    alias: (index) => (index < LIVE_FIRST ? base.alias(index) : undefined),
    find: (address) => base.find(address) ?? beyond(live.find(address)),
  };
}

function joinedOperations(base: Operations, live: Operations): Operations {
  return {
    hash: (index) => (index < LIVE_FIRST ? base.hash(index) : live.hash(index - LIVE_FIRST)),
    find: (hash) => base.find(hash) ?? beyond(live.find(hash)),
  };
}

function beyond(index: number | undefined): number | undefined {
  return index === undefined ? undefined : LIVE_FIRST + index;
}
