import { timestampText } from "./chain-time.ts";
import type { Field } from "./delegation-json.ts";
import type { FaultEffect, FaultKind } from "./fault-plan.ts";
import { HONEST, type Shaping } from "./shaping.ts";

/** The replica behind a `stale_replica` answer is that many levels late. */
const STALE_LEVELS = 3;
/** The chain id of the Ghostnet test network, which a follower of mainnet must refuse. */
const OTHER_CHAIN_ID = "NetXnHfVqm9iesp";

/** How the answer is made under that fault; faults of transport leave it honest. */
export function shapingUnder(effect: FaultEffect | undefined): Shaping {
  if (effect?.kind === "clock_jump") return { ...HONEST, clockShift: effect.seconds };
  return effect === undefined ? HONEST : { ...HONEST, ...SHAPINGS[effect.kind] };
}

type Rows = readonly string[];

const SHAPINGS: Readonly<Partial<Record<FaultKind, Partial<Shaping>>>> = {
  stale_replica: { behind: STALE_LEVELS },
  orphaned_replica: { isOrphaned: true },
  wrong_chain_id: { chainId: OTHER_CHAIN_ID },
  page_too_long: { extraRows: 1 },
  // One row more is read, so that the page is as long as a whole one.
  missing_row: { extraRows: 1, reshape: withoutMiddle },
  duplicated_rows: { reshape: withRepeatedMiddle },
  rows_out_of_order: { reshape: withSwappedMiddle },
  short_page: { reshape: (rows) => rows.slice(0, rows.length >> 1) },
  empty_page: { reshape: () => [] },
  corrupt_address: { distort: only("sender", mistypedAddress) },
  corrupt_id: { distort: only("id", (text) => `${Number(text) + 1}`) },
  // 2^53 + 1, the first whole number a double cannot hold.
  unsafe_id: { distort: only("id", () => "9007199254740993") },
  wrong_timestamp: { distort: only("timestamp", oneSecondOff) },
};

function withoutMiddle(rows: Rows): Rows {
  return rows.toSpliced(rows.length >> 1, 1);
}

/** The row in the middle stands there twice and the last one is gone: the length does not tell. */
function withRepeatedMiddle(rows: Rows): Rows {
  const middle = rows.length >> 1;
  return rows.toSpliced(middle, 0, ...rows.slice(middle, middle + 1)).slice(0, rows.length);
}

function withSwappedMiddle(rows: Rows): Rows {
  const middle = rows.length >> 1;
  const [before, after] = [rows.slice(middle - 1, middle), rows.slice(middle, middle + 1)];
  return rows.length < 2 ? rows : rows.toSpliced(middle - 1, 2, ...after, ...before);
}

function only(name: Field, change: (text: string) => string): Shaping["distort"] {
  return (field, text) => (field === name ? change(text) : text);
}

/** Changes the last character of the address, which belongs to its checksum. */
function mistypedAddress(text: string): string {
  return text.replace(/.(?="\}$)/u, (digit) => (digit === "a" ? "b" : "a"));
}

function oneSecondOff(text: string): string {
  return `"${timestampText(Date.parse(text.slice(1, -1)) / 1000 + 1)}"`;
}
