import { randomUUID } from "node:crypto";
import { inspect } from "node:util";

import {
  type AppendRequest,
  type EventStore,
  exactly,
  inMemoryEventStore,
} from "@holdfast/cqrs/event-store";
import fc from "fast-check";
import { expect } from "vitest";

/** Few ids, the same for both tenants, so that everything collides. */
const stream = fc.constantFrom("account-1", "account-2", "order-1");
const command = fc.constantFrom("c1", "c2", "c3", "c4", "c5", "c6");
const reducer = fc.constantFrom("total", "count");
const words = fc.array(fc.constantFrom("x", "y"), { maxLength: 3 });
const expectation = fc.oneof(
  fc.constantFrom("absent", "present", "any"),
  fc.nat(4).map((version) => exactly(version)),
);
const kind = <const K extends string>(name: K) => ({ kind: fc.constant(name) });

/** Every public question and change of a store. */
const step = fc.oneof(
  fc.record({
    ...kind("append"),
    stream,
    command,
    expectation,
    words,
    closes: fc.integer({ min: 0, max: 7 }).map((die) => die === 0),
  }),
  fc.record({ ...kind("append"), stream, command, expectation, words, closes: fc.constant(false) }),
  fc.record({ ...kind("appendAll"), command, expectation, words }),
  fc.record({ ...kind("find"), command, words }),
  fc.record({ ...kind("load"), stream, reducer, after: fc.nat(3) }),
  fc.record({ ...kind("snapshot"), stream, reducer, version: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ ...kind("stream"), stream, from: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ ...kind("log"), max: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ ...kind("bad"), stream }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What one tenant does while another does something of its own. */
const program = fc.array(fc.record({ mine: step, theirs: step }), { minLength: 1, maxLength: 25 });

/** A tenant at work; what it writes bears its mark. */
type Actor = { readonly tenant: string; readonly mark: string; readonly begin: bigint };

/** A store of the log in a database, and where the log ends. */
export type TenantStage = { readonly store: EventStore; readonly head: () => Promise<bigint> };

/**
 * Plays random programs of two tenants with the same ids. Whatever the one does, it has to see what it would see with a
 * log of its own, which is what the store in memory is to it, and nothing that bears the mark of the other.
 */
export async function nothingIsSeen(
  { store, head }: TenantStage,
  options: fc.Parameters<unknown>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(program, async (pairs) => {
      const begin = await head();
      const me = { tenant: randomUUID(), mark: "mine", begin };
      const them = { tenant: randomUUID(), mark: "theirs", begin };
      let count = 0;
      const newEventId = () => `00000000-0000-7000-8000-${String((count += 1)).padStart(12, "0")}`;
      const alone = inMemoryEventStore({ nowMs: () => 0, newEventId });
      for (const { mine, theirs } of pairs) {
        const [seen] = await Promise.all([
          observed(store, me, mine),
          observed(store, them, theirs),
        ]);
        const told = inspect(seen, { depth: null });
        expect(told).not.toContain(them.mark);
        expect(told).not.toContain(them.tenant);
        expect(seen).toEqual(await observed(alone, { ...me, begin: 0n }, mine));
      }
    }),
    options,
  );
}

/** Everything that a step lets its tenant see, errors included, but for places in the log, times and new ids. */
async function observed(store: EventStore, actor: Actor, each: Step): Promise<unknown> {
  try {
    return withoutPlaces(await done(store, actor, each));
  } catch (error) {
    return error instanceof Error ? { thrown: error.name, message: error.message } : error;
  }
}

function done(store: EventStore, actor: Actor, each: Step): Promise<unknown> {
  const { tenant, mark, begin } = actor;
  switch (each.kind) {
    case "append":
      return store.append(requestOf(actor, each));
    case "appendAll": {
      const events = eventsOf(actor, each.words);
      const parts = ["account-1", "order-1"].map((streamId) => ({
        streamId,
        expect: each.expectation,
        events,
      }));
      return store.appendAll({ tenant, commandId: each.command, answer: mark, parts });
    }
    case "find": {
      const fingerprint = each.words.join();
      return store.findCommands(tenant, [{ commandId: each.command, fingerprint }]);
    }
    case "load":
      return store.loadStream({
        tenant,
        streamId: each.stream,
        after: each.after,
        snapshot: { reducer: each.reducer, fingerprint: "f" },
      });
    case "snapshot":
      return store.saveSnapshot({
        tenant,
        streamId: each.stream,
        reducer: each.reducer,
        fingerprint: "f",
        version: each.version,
        state: { mark, version: each.version },
      });
    case "stream":
      return store.readStream({ tenant, streamId: each.stream, from: each.from, max: 10 });
    case "log":
      return store.readLog({ after: begin, max: each.max, tenant });
    case "bad":
      return store.append({ tenant, streamId: each.stream, expect: "any", commands: [] });
    default:
      return each satisfies never;
  }
}

function requestOf(actor: Actor, each: Extract<Step, { kind: "append" }>): AppendRequest {
  const { stream: streamId, command: commandId, expectation: expect, closes } = each;
  const events = eventsOf(actor, each.words);
  const fingerprint = each.words.join();
  const commands = [{ commandId, events, fingerprint, answer: actor.mark }];
  return { tenant: actor.tenant, streamId, expect, closes, commands };
}

function eventsOf({ mark }: Actor, said: readonly string[]) {
  return said.map((word) => ({ type: "Said", word, by: mark }));
}

const PLACES: ReadonlySet<string> = new Set(["position", "eventId", "recordedAt"]);

/** The log is shared, so places in it differ from those of a log alone; how far apart they are does not. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !PLACES.has(name));
  const fields: Record<string, unknown> = Object.fromEntries(
    members.map(([name, member]) => [name, withoutPlaces(member)]),
  );
  const { firstPosition, lastPosition, ...rest } = fields;
  if (typeof firstPosition !== "bigint" || typeof lastPosition !== "bigint") return fields;
  return { ...rest, size: Number(lastPosition - firstPosition) };
}
