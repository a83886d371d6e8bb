import type { AppendAllRequest, AppendPart, AppendRequest } from "@holdfast/cqrs/event-store";

import type { LedgerRequest } from "../../application/ledger-request.ts";
import type { Account } from "../../domain/account.ts";
import { auditEvents } from "../../domain/audit/audit-events.ts";
import { auditStream } from "../../domain/audit/audit-stream.ts";
import { refusedAttempt, refusedItems } from "../../domain/audit/refused-items.ts";
import type { ItemResult } from "../../domain/decide-transfers.ts";
import type { Draft } from "../../domain/draft.ts";
import { execute } from "../../domain/execute.ts";
import type { LedgerCommand } from "../../domain/ledger-command.ts";
import type { LedgerEvent } from "../../domain/ledger-event.ts";
import { ledgerEvents } from "../../domain/ledger-events.ts";
import type { LedgerRefusal } from "../../domain/ledger-refusal.ts";
import type { KnownQuote } from "../../domain/ledger-view.ts";
import { placeOf } from "../../domain/place-of.ts";
import { NOTHING_NEW } from "./nothing-new.ts";
import { type StoredAnswer, storedResults } from "./stored-answer.ts";

/** What was decided on a request, and what the log is to be told. */
export type Decided = {
  readonly append: AppendRequest | AppendAllRequest | undefined;
  readonly refusal?: LedgerRefusal;
  /** Whether anything has happened. */
  readonly isNew: boolean;
  readonly results: readonly ItemResult[];
  readonly account?: Account;
  readonly quote?: KnownQuote;
};

/** Decides a request on a draft of its tenant's ledger, which then shows what has happened. */
export function decideRequest(draft: Draft, request: LedgerRequest, now: string): Decided {
  const { events, refusal, results } = execute(draft, request.command, now);
  const parts = apply(draft, events);
  const isNew = parts.length > 0;
  if (refusal !== undefined) {
    return { append: usedUp(request, parts, { refusal, now }), refusal, isNew, results };
  }
  const account = accountAfter(draft, request.command);
  const quote = quoteAfter(draft, request.command);
  const shown = {
    ...(account !== undefined && { account }),
    ...(quote !== undefined && { quote }),
  };
  const stored = storedResults(results, parts[0]?.streamId ?? "");
  const answer: StoredAnswer = {
    ...(stored !== undefined && { results: stored }),
    ...(account !== undefined && { account }),
    ...(quote !== undefined && { quote: quote.quote }),
  };
  const audit = auditOf(request, results, now);
  // A refused attempt tells no text that was sent.
  const asked = isNew ? request : withoutReason(request);
  return { append: appendOf(asked, [...parts, ...audit], answer), isNew, results, ...shown };
}

/** Lets events happen, and tells which of them go to which stream. */
function apply(draft: Draft, events: readonly LedgerEvent[]): readonly AppendPart[] {
  const parts = new Map<string, AppendPart & { readonly events: LedgerEvent[] }>();
  for (const event of events) {
    const { streamId, expect } = placeOf(event, draft);
    draft.apply(event);
    const part = parts.get(streamId);
    if (part === undefined) parts.set(streamId, { streamId, expect, events: [event] });
    else part.events.push(event);
  }
  return [...parts.values()];
}

/**
 * What is refused of a batch that is answered, in the commit of what is done: it is written down once, also if nothing but
 * the commit is heard of, and told again it is not written again.
 */
function auditOf(
  { tenant, asker, command }: LedgerRequest,
  results: readonly ItemResult[],
  now: string,
): readonly AppendPart[] {
  const events = asker === undefined ? [] : refusedItems(asker, { command, results }, now);
  return events.length === 0 ? [] : [{ streamId: auditStream(tenant, now), expect: "any", events }];
}

function withoutReason(request: LedgerRequest): LedgerRequest {
  const { reason: _, ...meta } = request.meta ?? {};
  return { ...request, meta };
}

const schemaVersions = { ...ledgerEvents.schemaVersions, ...auditEvents.schemaVersions };

function appendOf(
  { tenant, commandId, fingerprint, meta }: Omit<LedgerRequest, "command">,
  parts: readonly AppendPart[],
  answer: StoredAnswer,
): AppendRequest | AppendAllRequest {
  const command = {
    commandId,
    schemaVersions,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(meta !== undefined && { meta }),
    ...(Object.keys(answer).length > 0 && { answer }),
  };
  const [first] = parts;
  if (first === undefined) {
    // Nothing new has happened, and the command is remembered all the same.
    const commands = [{ ...command, events: [] }];
    return { tenant, streamId: NOTHING_NEW, expect: "any", commands };
  }
  const { events, ...place } = first;
  if (parts.length === 1) return { tenant, ...place, commands: [{ ...command, events }] };
  return { tenant, ...command, parts };
}

/**
 * A no is not remembered under the id of the command, which may be tried again; that an attempt is used up is, and the
 * audit is told in the same commit.
 */
function usedUp(
  request: LedgerRequest,
  parts: readonly AppendPart[],
  { refusal, now }: { readonly refusal: LedgerRefusal; readonly now: string },
): AppendRequest | AppendAllRequest | undefined {
  const [part] = parts;
  if (part === undefined) return undefined;
  const { tenant, meta, asker, about } = withoutReason(request);
  const commandId = `attempt:${part.streamId}`;
  const named = { tenant, commandId, ...(meta !== undefined && { meta }) };
  if (asker === undefined || about === undefined) return appendOf(named, parts, {});
  const event = refusedAttempt(asker, { about, refusal }, now);
  const audit = { streamId: auditStream(tenant, now), expect: "any", events: [event] } as const;
  return appendOf(named, [...parts, audit], {});
}

function accountAfter(draft: Draft, command: LedgerCommand): Account | undefined {
  return "account" in command ? draft.account(command.account) : undefined;
}

function quoteAfter(draft: Draft, command: LedgerCommand): KnownQuote | undefined {
  return "quote" in command ? draft.quote(command.quote) : undefined;
}
