import { candidateRows, matchingRows } from "./candidate-rows.ts";
import type { Chain, ChainView } from "./chain.ts";
import { rowTexts } from "./delegation-json.ts";
import { EVERYTHING } from "./delegation-query.ts";
import { address as addressKind } from "./value-kinds.ts";

/** Which operations a client wants to hear of. */
export type OperationsSubscription = {
  readonly address: string | undefined;
  readonly types: readonly string[];
  readonly codeHash: number | undefined;
};

/** A subscription, or what the API says of its parameters. */
export type ReadSubscription =
  | { readonly subscription: OperationsSubscription }
  | { readonly error: string };

/** Reads the parameters of SubscribeToOperations; all may be left out. */
export function readSubscription(value: unknown): ReadSubscription {
  const { address, types, codeHash } = isObject(value) ? value : {};
  const names = isLeftOut(types) ? [DEFAULT_TYPE] : namesIn(types);
  if (!isLeftOut(address) && !isAddress(address)) return { error: "Invalid address" };
  if (names.some((name) => !OPERATION_TYPES.has(name))) return { error: "Invalid operation type" };
  if (!isLeftOut(codeHash) && !isInt32(codeHash)) return { error: "Invalid code hash" };
  const subscription = { types: names, ...parts({ address, codeHash }) };
  return { subscription };
}

type Parts = Pick<OperationsSubscription, "address" | "codeHash">;

function parts({ address, codeHash }: Readonly<Record<keyof Parts, unknown>>): Parts {
  return {
    address: isAddress(address) ? address : undefined,
    codeHash: isInt32(codeHash) ? codeHash : undefined,
  };
}

/** The delegations above `level` that somebody with these subscriptions hears of, as JSON. */
export function operationTexts(
  chain: Chain,
  level: number,
  subscriptions: Iterable<OperationsSubscription>,
): readonly string[] {
  const view = chain.view();
  const above = [{ mode: "gt", value: level }] as const;
  const rows = matchingRows(candidateRows(view, { ...EVERYTHING, level: above }));
  const tests = [...subscriptions].map((subscription) => rowTest(view, subscription));
  const heard = rows.filter((row) => tests.some((isMet) => isMet(row)));
  return rowTexts({ table: view.table, rows: heard }, { mode: "whole" });
}

const DEFAULT_TYPE = "transaction";

const OPERATION_TYPES: ReadonlySet<string> = new Set(
  `activation attestation attestation_reward autostake ballot baking dal_attestation_reward
   dal_entrapment_evidence dal_publish_commitment delegation double_baking double_consensus
   double_endorsing double_preendorsing drain_delegate endorsement endorsing_reward
   increase_paid_storage migration nonce_revelation origination preattestation preendorsement
   proposal register_constant reveal revelation_penalty set_delegate_parameters set_deposits_limit
   sr_add_messages sr_cement sr_execute sr_originate sr_publish sr_recover_bond sr_refute staking
   transaction transfer_ticket tx_rollup_commit tx_rollup_dispatch_tickets
   tx_rollup_finalize_commitment tx_rollup_origination tx_rollup_rejection
   tx_rollup_remove_commitment tx_rollup_return_bond tx_rollup_submit_batch unstake
   update_consensus_key update_secondary_key vdf_revelation`.split(/\s+/u),
);

function rowTest(
  { table }: ChainView,
  { address, types, codeHash }: OperationsSubscription,
): (row: number) => boolean {
  const { sender, initiator, prevDelegate, newDelegate, senderCodeHash } = table.columns;
  if (!types.includes("delegation")) return () => false;
  const account = address === undefined ? undefined : table.accounts.find(address);
  const accounts = [sender, initiator, prevDelegate, newDelegate];
  return (row) => {
    const hasAccount = account !== undefined && accounts.some((column) => column[row] === account);
    const hasCode = codeHash === undefined || senderCodeHash[row] === codeHash;
    return (address === undefined || hasAccount) && hasCode;
  };
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || value === null;
}

function namesIn(types: unknown): readonly string[] {
  return typeof types === "string" ? types.split(",") : [""];
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && addressKind.parse(value) !== undefined;
}

function isInt32(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= 2 ** 31;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
