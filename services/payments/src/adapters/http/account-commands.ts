import { isRefused } from "@holdfast/money";
import type { Static } from "typebox";

import { CURRENCIES } from "../../domain/currencies.ts";
import type { ChangeStatus } from "../../domain/ledger-command.ts";
import type { LimitsBody, OpenAccountBody, StatusBody } from "./account-schemas.ts";
import type { Asked } from "./ledger-writes.ts";
import { namedMistake } from "./request-mistake.ts";

/** The command that opens an account. */
export function openingOf(body: Static<typeof OpenAccountBody>, newId: () => string): Asked {
  knownCurrency(body.ledger, "/ledger");
  const { number, min_available: minAvailable = "0" } = body;
  const account = body.id?.toLowerCase() ?? newId();
  const command = {
    type: "OpenAccount",
    account,
    ...(number !== undefined && { number }),
    ledger: body.ledger,
    code: body.code,
    normalSide: body.normal_side,
    limit: body.limit,
    minAvailable: BigInt(minAvailable),
  } as const;
  return { command, resource: `account:${account}`, currency: body.ledger };
}

/** Throws the mistake `unknown_currency` for a code that no account can be kept in. */
export function knownCurrency(code: string, pointer: string): void {
  const found = CURRENCIES.find(code);
  if (!isRefused(found)) return;
  const mistake = { in: "body", pointer, code: found.code, detail: found.sentence };
  throw namedMistake("unknown_currency", [mistake]);
}

type Target = { readonly id: string; readonly ifMatch: string | undefined };

/** The command that changes the status of an account. */
export function statusChangeOf(
  type: ChangeStatus["type"],
  { id, ifMatch }: Target,
  { reason }: Static<typeof StatusBody>,
): Asked {
  const account = id.toLowerCase();
  const command = { type, account, reason, ...seenVersion(ifMatch) };
  return { command, resource: `account:${account}`, reason };
}

/** The command that changes what an account may do. */
export function limitsChangeOf(
  { id, ifMatch }: Target,
  { reason, limit, min_available: minAvailable }: Static<typeof LimitsBody>,
): Asked {
  const account = id.toLowerCase();
  const command = {
    type: "ChangeLimits",
    account,
    reason,
    ...seenVersion(ifMatch),
    ...(limit !== undefined && { limit }),
    ...(minAvailable !== undefined && { minAvailable: BigInt(minAvailable) }),
  } as const;
  return { command, resource: `account:${account}`, reason };
}

/** What `If-Match` wants the account to be: any version for `*`. A tag that is not one of ours matches nothing. */
function seenVersion(ifMatch: string | undefined): { readonly ifVersion?: string } {
  if (ifMatch === undefined || ifMatch === "*") return {};
  const [, version = "unknown"] = /^"([0-9.]+)"$/.exec(ifMatch) ?? [];
  return { ifVersion: version };
}
