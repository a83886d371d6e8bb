import type { Principal } from "@holdfast/http/access";
import type { Idempotency } from "@holdfast/http/idempotency";

import type { RefusedAttempt } from "../../application/refused-attempts.ts";

/** The part of a request that says who wants something done, and which request it is. */
export type KeyedRequest = {
  readonly principal: Principal;
  readonly idempotency: Idempotency;
  /** The target as it was sent. */
  readonly url: string;
};

/** What is asked for, as far as it may be told whoever reads the log. */
export type Subject = {
  /** What it is about, such as `account:…`. */
  readonly resource: string;
  /** How much is to be moved, in minor units. */
  readonly amount?: bigint;
  readonly currency?: string;
};

/** The record of an attempt that is refused; about its path where nothing more is known. */
export function attemptOf(
  { principal, url }: Pick<KeyedRequest, "principal" | "url">,
  {
    action,
    code,
    about,
  }: { readonly action: string; readonly code: string; readonly about?: Subject },
): RefusedAttempt {
  const { subject: actor, clientId: client, tenantId: tenant } = principal;
  const { resource = pathOf(url), amount, currency } = about ?? {};
  return {
    tenant,
    actor,
    ...(client !== undefined && { client }),
    action,
    resource,
    code,
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
  };
}

function pathOf(url: string): string {
  const [path = ""] = url.split("?", 1);
  return path;
}
