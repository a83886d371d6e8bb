import { canonicalJson } from "@holdfast/cqrs";

import type { LedgerRequest } from "../../application/ledger-request.ts";

/** A request as the log looks for it. */
export type Sought = LedgerRequest & { readonly fingerprint: string };

/** What it is told from others by, if nobody has said so. */
export function withFingerprint(request: LedgerRequest): Sought {
  const { fingerprint = canonicalJson(request.command) } = request;
  return { ...request, fingerprint };
}

/** In the order of their ids, in which their accounts are locked. */
export function byTenant<Request extends { readonly tenant: string }>(
  requests: readonly Request[],
): ReadonlyMap<string, readonly Request[]> {
  const tenants = Map.groupBy(requests, ({ tenant }) => tenant);
  return new Map([...tenants].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
