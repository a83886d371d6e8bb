import { STATUSES } from "./delegation-table.ts";

/** An account as it stands in an answer. */
export type AccountRecord = { readonly alias?: string; readonly address: string };

/** One delegation as the API writes it whole; members that are absent are left out. */
export type DelegationRecord = {
  readonly type: "delegation";
  readonly id: number;
  readonly level: number;
  readonly timestamp: string;
  readonly block: string;
  readonly hash: string;
  readonly counter: number;
  readonly initiator?: AccountRecord;
  readonly sender: AccountRecord;
  readonly senderCodeHash?: number;
  readonly nonce?: number;
  readonly gasLimit: number;
  readonly gasUsed: number;
  readonly storageLimit?: number;
  readonly bakerFee: number;
  readonly amount: number;
  readonly stakingUpdatesCount?: number;
  readonly prevDelegate?: AccountRecord;
  readonly newDelegate?: AccountRecord;
  readonly status: (typeof STATUSES)[number];
  readonly errors?: readonly unknown[];
};

/** What keeps `value` from being a delegation record; empty when nothing does. */
export function recordMistakes(value: unknown): readonly string[] {
  if (!isObject(value)) return ["is not an object"];
  const wrong = Object.entries(MEMBERS).filter(([name, isRight]) => !isRight(value[name]));
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(MEMBERS, name));
  return [
    ...wrong.map(([name]) => `has no valid "${name}"`),
    ...unknown.map((name) => `has an unknown member "${name}"`),
  ];
}

/** True for a value that `recordMistakes` finds nothing wrong with. */
export function isDelegationRecord(value: unknown): value is DelegationRecord {
  return recordMistakes(value).length === 0;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value.length > 0;
const isWhole: Check = (value) => Number.isSafeInteger(value);
const isTime: Check = (value) => typeof value === "string" && SECOND_IN_UTC.test(value);
const isAccount: Check = (value) =>
  isObject(value) && isText(value["address"]) && optional(isText)(value["alias"]);
const SECOND_IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u;

const MEMBERS: Readonly<Record<keyof DelegationRecord, Check>> = {
  type: (value) => value === "delegation",
  id: isWhole,
  level: isWhole,
  timestamp: isTime,
  block: isText,
  hash: isText,
  counter: isWhole,
  initiator: optional(isAccount),
  sender: isAccount,
  senderCodeHash: optional(isWhole),
  nonce: optional(isWhole),
  gasLimit: isWhole,
  gasUsed: isWhole,
  storageLimit: optional(isWhole),
  bakerFee: isWhole,
  amount: isWhole,
  stakingUpdatesCount: optional(isWhole),
  prevDelegate: optional(isAccount),
  newDelegate: optional(isAccount),
  status: (value) => STATUSES.some((status) => status === value),
  errors: optional(Array.isArray),
};

function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
