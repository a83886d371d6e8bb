import type { Principal } from "@holdfast/http/access";
import type { Idempotency } from "@holdfast/http/idempotency";

import type { RefusedAttempt } from "../../application/refused-attempts.ts";
import type { Asker as AuditedAsker } from "../../domain/audit/refused-items.ts";
import type { Subject } from "../../domain/audit/subject.ts";
import { addressPrefix } from "./address-prefix.ts";

/** The part of a request that says who wants something done, and which request it is. */
export type KeyedRequest = {
  readonly principal: Principal;
  readonly idempotency: Idempotency;
  /** The target as it was sent. */
  readonly url: string;
  /** Where it came from, past the proxies that are believed. */
  readonly ip: string;
};

/** The part of a request that says who is behind it. */
export type Asker = Pick<KeyedRequest, "principal" | "url" | "ip"> &
  Partial<Pick<KeyedRequest, "idempotency">>;

/** What was tried, and why it is refused. */
type Attempted = {
  readonly action: string;
  readonly code: string;
  readonly about?: Subject;
} & MayNamePeople;

/** Whether the body names people: no hash of it is kept then, since whoever guesses a name could check the guess. */
export type MayNamePeople = { readonly namesPeople?: boolean | undefined };

/** The record of an attempt that is refused; about its path where nothing more is known. */
export function attemptOf(
  request: Asker,
  { action, code, about, namesPeople }: Attempted,
): RefusedAttempt {
  const { principal, url } = request;
  const { resource = pathOf(url), amount, currency } = about ?? {};
  return {
    tenant: principal.tenantId,
    ...askerOf(request, action),
    resource,
    code,
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    meta: originOf(request, { namesPeople }),
  };
}

/** Who does something, as the log is told. */
export function askerOf({ principal }: Pick<Asker, "principal">, action: string): AuditedAsker {
  const { subject: actor, clientId: client } = principal;
  return { actor, ...(client !== undefined && { client }), action };
}

/** Where a request came from, and what tells its content from any other, for the log. */
export function originOf({ ip, idempotency }: Asker, { namesPeople = false }: MayNamePeople) {
  const prefix = addressPrefix(ip);
  return {
    ...(prefix !== undefined && { ip: prefix }),
    ...(idempotency !== undefined && !namesPeople && { request: idempotency.fingerprint }),
  };
}

function pathOf(url: string): string {
  const [path = ""] = url.split("?", 1);
  return path;
}
