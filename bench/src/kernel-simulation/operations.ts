import { type AppendRequest, exactly } from "@holdfast/cqrs/event-store";
import type { CommandMessage } from "@holdfast/cqrs/handling";

import type { Draw } from "../draw.ts";
import type { Move } from "../kernel-soak/account.ts";
import { answerOf, answerOfAll, answerOfHandled } from "../kernel-soak/answer-of.ts";
import type { Answer } from "../kernel-soak/journal.ts";
import { TENANTS } from "../kernel-soak/place.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Course } from "./witness.ts";

/** A command, and how a process sends it: the first time and again. */
export type Order = {
  readonly course: Course;
  readonly send: (process: SimProcess) => Promise<Answer>;
};

/** What orders are made with. */
export type Orders = { readonly draw: Draw; readonly newId: () => string; readonly past: Order[] };

const ACCOUNTS = 3;
const STREAMS = 3;
const EVENTS_MAX = 3;
const CENTS_MAX = 30;
const PAST_MAX = 100;
const VERSION_MAX = 40;

type Make = (orders: Orders) => Order;

/** The more often a kind stands here, the more often it comes. */
const KINDS: readonly Make[] = [
  move,
  move,
  move,
  move,
  any,
  absent,
  racing,
  pair,
  again,
  again,
  mismatch,
];

/** Draws a command, or one of the past. */
export function drawOrder(orders: Orders): Order {
  const make = KINDS[orders.draw.between(0, KINDS.length - 1)] ?? move;
  const order = make(orders);
  orders.past.push(order);
  if (orders.past.length > PAST_MAX) orders.past.shift();
  return order;
}

function tenantOf(draw: Draw): string {
  return TENANTS[draw.between(0, TENANTS.length - 1)] ?? TENANTS[0];
}

/** A command to an account, by way of its mailbox and the cache. */
function move({ draw, newId }: Orders): Order {
  const id = newId();
  const tenant = tenantOf(draw);
  const streamId = `account-${draw.between(1, ACCOUNTS)}`;
  const cents = draw.between(-CENTS_MAX, CENTS_MAX);
  const message: CommandMessage<Move> = {
    tenant,
    streamId,
    commandId: id,
    command: { type: "Move", cents },
  };
  return {
    course: { tenant, id, streamId, kind: "move", size: undefined, cents },
    send: async ({ handling }) => answerOfHandled(await handling.handle(message)),
  };
}

type Appending = Pick<AppendRequest, "streamId" | "expect"> & { readonly kind: string };

function appending(orders: Orders, to: Appending): Order {
  const { course, request } = appendingTo(orders, to);
  return { course, send: async ({ store }) => answerOf(await store.append(request)) };
}

function appendingTo({ draw, newId }: Orders, { kind, streamId, expect }: Appending) {
  const id = newId();
  const tenant = tenantOf(draw);
  const size = draw.between(0, EVENTS_MAX);
  const events = Array.from({ length: size }, (_, at) => ({ type: "Said", by: id, at }));
  const request: AppendRequest = {
    tenant,
    streamId,
    expect,
    commands: [{ commandId: id, events }],
  };
  const course: Course = { tenant, id, streamId, kind, size, cents: undefined };
  return { course, request };
}

function any(orders: Orders): Order {
  const streamId = `hot-${orders.draw.between(1, STREAMS)}`;
  return appending(orders, { kind: "any", streamId, expect: "any" });
}

function absent(orders: Orders): Order {
  const streamId = `new-${orders.draw.between(1, VERSION_MAX)}`;
  return appending(orders, { kind: "absent", streamId, expect: "absent" });
}

/** Several writers load the same stream and write at the version they saw. */
function racing(orders: Orders): Order {
  const streamId = `hot-${orders.draw.between(1, STREAMS)}`;
  const { course, request } = appendingTo(orders, { kind: "racing", streamId, expect: "any" });
  return {
    course,
    async send({ store }) {
      const { version } = await store.loadStream(request);
      return answerOf(await store.append({ ...request, expect: exactly(version) }));
    },
  };
}

function pair({ draw, newId }: Orders): Order {
  const id = newId();
  const tenant = tenantOf(draw);
  const event = { type: "Said", by: id, at: 0 };
  const first = `hot-${draw.between(1, STREAMS)}`;
  const parts = [first, `pair-${id}`].map((streamId) => ({
    streamId,
    expect: "any" as const,
    events: [event],
  }));
  return {
    course: { tenant, id, streamId: first, kind: "pair", size: parts.length, cents: undefined },
    send: async ({ store }) => answerOfAll(await store.appendAll({ tenant, commandId: id, parts })),
  };
}

function again(orders: Orders): Order {
  const { draw, past } = orders;
  return past[draw.between(0, past.length - 1)] ?? move(orders);
}

/** Something else under the id of a command that has happened; if it has not, this is it. */
function mismatch(orders: Orders): Order {
  const { course } = again(orders);
  const { tenant, id, streamId } = course;
  const request: AppendRequest = {
    tenant,
    streamId,
    // Passes never: no stream gets so long.
    expect: exactly(1_000_000),
    commands: [{ commandId: id, events: [{ type: "Said", by: "somebody else" }] }],
  };
  return {
    course: { ...course, kind: "mismatch" },
    send: async ({ store }) => answerOf(await store.append(request)),
  };
}
