import type { OperationRow } from "../../application/upstream.ts";
import { UpstreamFault } from "./upstream-fault.ts";

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function rowOf(value: unknown): OperationRow {
  if (typeof value === "object" && value !== null && "id" in value && "counter" in value) {
    const { id, counter } = value;
    const nonce = "nonce" in value ? value.nonce : -1;
    const isNonce = nonce === -1 || isCount(nonce);
    if (isCount(id) && isCount(counter) && isNonce) return { id, counter, nonce };
  }
  throw new UpstreamFault("malformed operation");
}

/** The delegations of one operation, written as whole objects. Throws an UpstreamFault for anything else. */
export function decodeOperation(body: unknown): readonly OperationRow[] {
  if (!Array.isArray(body)) throw new UpstreamFault("malformed operation: not a list");
  return body.map(rowOf);
}
