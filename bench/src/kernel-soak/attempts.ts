import {
  type AppendRequest,
  exactly,
  type Expectation,
  type NewEvent,
} from "@holdfast/cqrs/event-store";
import type { CommandHandling } from "@holdfast/cqrs/handling";
import type { PostgresEventStore, WriteItems } from "@holdfast/postgres/event-store";

import type { Draw } from "../draw.ts";
import type { Move, Moved, Overdrawn } from "./account.ts";
import { answerOf, answerOfAll, answerOfHandled, answerOfWritten } from "./answer-of.ts";
import type { Answer, Sent } from "./journal.ts";
import { POSTED, SCHEMA, TENANTS } from "./place.ts";

/** Commands on their way, and what sends them; sent again, it is the same commands. */
export type Attempt = {
  readonly sent: readonly Omit<Sent, "entry" | "at">[];
  readonly send: () => Promise<readonly Answer[]>;
};

/** What attempts are made with. */
export type Kernel = {
  readonly store: PostgresEventStore;
  readonly handling: CommandHandling<Move, Moved, Overdrawn>;
  readonly draw: Draw;
  /** An id that no other command has. */
  readonly newId: () => string;
  /** The next of the ids that several processes use. */
  readonly sharedId: () => string;
  /** Attempts of this caller whose commands were accepted. */
  readonly past: Attempt[];
};

type Make = (kernel: Kernel) => Attempt | Promise<Attempt>;

/** Makes an attempt of a kind; undefined for a kind that there is not. */
export function attemptOf(kind: string): Make | undefined {
  return KINDS.get(kind);
}

const EVENTS_MAX = 4;
const HOT_STREAMS = 1;
const RACES = 3;
const ACCOUNTS = 2;
const CLOSED_PERCENT = 10;
const POISON_PERCENT = 10;
const ITEMS_MAX = 3;
const CENTS_MAX = 50;

const KINDS: ReadonlyMap<string, Make> = new Map<string, Make>([
  [
    "fresh",
    ({ newId, ...kernel }) => {
      const id = newId();
      return appending(
        { ...kernel, newId },
        { kind: "fresh", id, streamId: `fresh-${id}`, expect: "absent" },
      );
    },
  ],
  [
    "hot",
    (kernel) =>
      appending(kernel, {
        kind: "hot",
        streamId: `hot-${kernel.draw.between(0, HOT_STREAMS)}`,
        expect: "any",
      }),
  ],
  [
    "closing",
    (kernel) => {
      const streamId = `brief-${kernel.draw.between(0, CLOSED_STREAMS)}`;
      const closes = kernel.draw.chance(CLOSED_PERCENT);
      return appending(kernel, { kind: "closing", streamId, expect: "any", closes });
    },
  ],
  ["race", race],
  [
    "shared",
    (kernel) => {
      const id = kernel.sharedId();
      return appending(kernel, {
        kind: "shared",
        id,
        streamId: "shared-1",
        expect: "any",
        size: 1,
        tenant: TENANTS[0],
      });
    },
  ],
  [
    "again",
    (kernel) => {
      const { past, draw } = kernel;
      return past[draw.between(0, past.length - 1)] ?? fallback(kernel);
    },
  ],
  ["mismatch", mismatch],
  ["pair", pair],
  ["move", move],
  ["post", post],
]);

const CLOSED_STREAMS = 40;

function fallback(kernel: Kernel): Attempt {
  return appending(kernel, { kind: "hot", streamId: "hot-0", expect: "any" });
}

type Append = {
  readonly kind: string;
  readonly streamId: string;
  readonly expect: "absent" | "any" | number;
  readonly id?: string;
  readonly size?: number;
  readonly tenant?: string;
  readonly closes?: boolean;
};

function appending({ store, draw, newId }: Kernel, append: Append): Attempt {
  const { kind, streamId, expect, closes = false, id = newId() } = append;
  const { size = draw.between(1, EVENTS_MAX), tenant = tenantOf(draw) } = append;
  const request: AppendRequest = {
    tenant,
    streamId,
    expect: expectationOf(expect),
    closes,
    commands: [{ commandId: id, events: saying(id, size), answer: { said: id } }],
  };
  return {
    sent: [{ id, kind, tenant, streamId, expect, size, parts: 1 }],
    send: async () => [answerOf(await store.append(request))],
  };
}

function expectationOf(expect: Append["expect"]): Expectation {
  return typeof expect === "number" ? exactly(expect) : expect;
}

function tenantOf(draw: Draw): string {
  return TENANTS[draw.between(0, TENANTS.length - 1)] ?? TENANTS[0];
}

/** Events that say by which command they are, and the how manieth. */
function saying(by: string, size: number, type = "Said"): readonly NewEvent[] {
  return Array.from({ length: size }, (_, at) => ({ type, by, at }));
}

/** Several writers load the same stream and write at the version they saw. */
async function race(kernel: Kernel): Promise<Attempt> {
  const tenant = TENANTS[0];
  const streamId = `race-${kernel.draw.between(0, RACES - 1)}`;
  const { version } = await kernel.store.loadStream({ tenant, streamId });
  return appending(kernel, { kind: "race", streamId, expect: version, tenant });
}

/** The id of a command that was accepted, for another one. */
function mismatch(kernel: Kernel): Attempt {
  const { past, draw, store } = kernel;
  const sent = past[draw.between(0, past.length - 1)]?.sent[0];
  if (sent === undefined || sent.kind === "move") return fallback(kernel);
  const events = [{ type: "Said", by: "somebody else" }];
  const request: AppendRequest = {
    tenant: sent.tenant,
    streamId: sent.streamId,
    expect: "any",
    commands: [{ commandId: sent.id, events }],
  };
  return {
    sent: [{ ...sent, kind: "mismatch" }],
    send: async () => [answerOf(await store.append(request))],
  };
}

/** Two streams, all or nothing. */
function pair({ store, draw, newId }: Kernel): Attempt {
  const id = newId();
  const tenant = tenantOf(draw);
  const sizes = [draw.between(1, EVENTS_MAX), draw.between(1, EVENTS_MAX)];
  const streams = [`hot-${draw.between(0, HOT_STREAMS)}`, `pair-${id}`];
  const parts = streams.map((streamId, at) => ({
    streamId,
    expect: "any" as const,
    events: saying(id, sizes[at] ?? 1),
  }));
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const [streamId = ""] = streams;
  return {
    sent: [{ id, kind: "pair", tenant, streamId, expect: "any", size, parts: parts.length }],
    send: async () => [answerOfAll(await store.appendAll({ tenant, commandId: id, parts }))],
  };
}

/** A command to one of few accounts, by way of its mailbox and the cache. */
function move({ handling, draw, newId }: Kernel): Attempt {
  const id = newId();
  const streamId = `account-${draw.between(1, ACCOUNTS)}`;
  const [, tenant] = TENANTS;
  const cents = draw.between(-CENTS_MAX, CENTS_MAX);
  const message = { tenant, streamId, commandId: id, command: { type: "Move", cents } } as const;
  return {
    sent: [{ id, kind: "move", tenant, streamId, expect: "any", size: null, parts: 1 }],
    send: async () => [answerOfHandled(await handling.handle(message))],
  };
}

type Item = { readonly id: string; readonly cents: number; readonly isPoison: boolean };

/** Rows of the service and their events, in one transaction. */
function post({ store, draw, newId }: Kernel): Attempt {
  const tenant = tenantOf(draw);
  const items: readonly Item[] = Array.from({ length: draw.between(1, ITEMS_MAX) }, () => ({
    id: newId(),
    cents: draw.between(1, CENTS_MAX),
    isPoison: draw.chance(POISON_PERCENT),
  }));
  const write: WriteItems<Item> = async (tx, open) => {
    const text = `insert into ${SCHEMA}.posting select * from unnest($1::text[], $2::int[])
                  on conflict do nothing`;
    await tx.query({ text, values: [open.map(({ id }) => id), open.map(({ cents }) => cents)] });
    return open.map(({ id, isPoison }) => ({
      tenant,
      streamId: `posting-${id}`,
      expect: "absent",
      commands: [{ commandId: id, events: [{ type: POSTED, by: id, at: 0, isPoison }] }],
    }));
  };
  return {
    sent: items.map(({ id }) => ({
      id,
      kind: "post",
      tenant,
      streamId: `posting-${id}`,
      expect: "absent",
      size: 1,
      parts: 1,
    })),
    send: async () => (await store.writeBatch(items, write)).map(answerOfWritten),
  };
}
