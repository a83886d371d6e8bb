import { canonicalJson, type Decider } from "@holdfast/cqrs";
import { type EventStore, exactly, inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { handleCommands } from "@holdfast/cqrs/handling";
import {
  inMemoryWrappedKeys,
  nothingPersonal,
  type PersonalFields,
  pii,
  sealedStore,
  Sealing,
} from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { customerPersonal } from "../examples/customers.ts";
import { ann, keysOver, newEventId, seededBytes, stream, tenant } from "../test/sealing-stage.ts";

const PLAIN = nothingPersonal(["Counted"]);

/** Several releases of a service, by what they say is personal, over one log. */
function releases(...marks: readonly (readonly PersonalFields[])[]) {
  const log = inMemoryEventStore({ nowMs: () => 0, newEventId });
  const wrapped = inMemoryWrappedKeys();
  const keys = keysOver(wrapped);
  const stores = marks.map((personal) =>
    sealedStore(log, new Sealing({ personal, keys, randomBytes: seededBytes("n"), newEventId })),
  );
  return { log, stores, wrapped };
}

const counter: Decider<
  { readonly type: "Count"; readonly by: number },
  { readonly sum: number },
  { readonly type: "Counted"; readonly by: number }
> = {
  initialState: () => ({ sum: 0 }),
  decide: ({ by }) => [{ type: "Counted", by }],
  evolve: ({ sum }, { by }) => ({ sum: sum + by }),
};

const counted = (by: number) => ({ type: "Counted", by });
const registered = { type: "CustomerRegistered", customerId: ann, name: "Marker" };

function command(commandId: string, ...events: readonly { readonly type: string }[]) {
  return { ...stream, expect: "any" as const, commands: [{ commandId, events }] };
}

describe("a command in which nothing is personal", () => {
  it("is sent as it is, and needs no key", async () => {
    const { stores, log, wrapped } = releases([PLAIN]);
    const [store = log] = stores;
    const first = await store.append(command("one", counted(1)));
    expect(first).toMatchObject({ status: "ok", answers: [{ answer: null }] });
    expect(await log.append(command("one", counted(1)))).toEqual({ ...first, status: "duplicate" });
    expect(await wrapped.newest({ tenant, subjectId: "$commands" })).toBeUndefined();
  });

  it("sent again gets its answer; another under its id is a mismatch", async () => {
    const { stores, log } = releases([PLAIN, customerPersonal]);
    const [store = log] = stores;
    const first = await store.append(command("one", counted(1)));
    expect(await store.append(command("one", counted(1)))).toEqual({
      ...first,
      status: "duplicate",
    });
    for (const events of [[counted(2)], [registered], []]) {
      const other = await store.append(command("one", ...events));
      expect(other).toMatchObject({ code: "command_mismatch" });
    }
    expect(await store.readLog({ after: 1n, max: 9 })).toEqual([]);
  });

  it("is sent as it is with an answer and a fingerprint, if neither names anybody", async () => {
    const { stores, log } = releases([PLAIN]);
    const [store = log] = stores;
    const { handle } = handleCommands(counter, {
      store,
      context: () => undefined,
      random: () => 0,
      sleep: async () => undefined,
      schemaVersions: { Counted: 1 },
      namesNobody: true,
      answer: (_events, { sum }) => sum,
    });
    const count = { ...stream, commandId: "one", command: { type: "Count", by: 5 } as const };
    expect(await handle(count)).toMatchObject({ duplicate: false, answer: 5 });
    expect(await handle(count)).toMatchObject({ duplicate: true, answer: 5 });
    const other = { ...count, command: { type: "Count", by: 6 } as const };
    expect(await handle(other)).toMatchObject({ code: "command_mismatch" });
    const fingerprint = `${stream.streamId}\0${canonicalJson(count.command)}`;
    const [kept] = await log.findCommands(tenant, [{ commandId: "one", fingerprint }]);
    expect(kept).toMatchObject({ answer: 5 });
  });

  it("is not overtaken by what comes after it, nor overtakes what comes before it", async () => {
    const { stores, log } = releases([PLAIN, customerPersonal]);
    const [store = log] = stores;
    const requests = Array.from({ length: 20 }, (_, at) => ({
      ...command(`turn-${at}`, at % 3 === 0 ? registered : counted(at)),
      expect: exactly(at),
    }));
    const outcomes = await Promise.all(requests.map((each) => store.append(each)));
    expect(outcomes.map((each) => ("status" in each ? each.status : each.code))).toEqual(
      requests.map(() => "ok"),
    );
  });

  it.each([
    ["an answer", { answer: "Marker" }],
    ["a fingerprint of its own, which may say more than its events", { fingerprint: "Marker" }],
  ])("is sealed all the same for %s", async (_what, more) => {
    const { stores, log, wrapped } = releases([PLAIN]);
    const [store = log] = stores;
    const { commands, ...rest } = command("one", counted(1));
    const sent = { ...rest, commands: commands.map((each) => ({ ...each, ...more })) };
    const first = await store.append(sent);
    expect(await store.append(sent)).toEqual({ ...first, status: "duplicate" });
    expect(await log.append(sent)).toMatchObject({ code: "command_mismatch" });
    expect(await wrapped.newest({ tenant, subjectId: "$commands" })).toBeDefined();
  });

  it("that looks sealed already is refused", async () => {
    const { stores, log } = releases([PLAIN]);
    const [store = log] = stores;
    const odd = { type: "Counted", by: { $enc: "v1.x.y.z" } };
    expect(await store.append(command("one", odd))).toMatchObject({ code: "invalid" });
  });

  it("is known beside personal ones in a request, by either form", async () => {
    const { stores, log } = releases([PLAIN, customerPersonal]);
    const [store = log] = stores;
    const [plain, personal] = [
      { commandId: "plain", events: [counted(1)] },
      { commandId: "personal", events: [registered] },
    ];
    const both = { ...stream, expect: "any" as const, commands: [plain, personal] };
    await store.append({ ...both, commands: [plain] });
    // Half of it is known: what was decided is void.
    expect(await store.append(both)).toMatchObject({ code: "version_conflict" });
    await store.append({ ...both, commands: [personal] });
    expect(await store.append(both)).toMatchObject({
      status: "duplicate",
      answers: [{ version: 1 }, { version: 2 }],
    });
    const other = { ...personal, events: [{ ...registered, name: "Eve" }] };
    const changed = { ...both, commands: [plain, other] };
    expect(await store.append(changed)).toMatchObject({ code: "command_mismatch" });
  });
});

describe("a command of a type that another release marks otherwise", () => {
  const marked: PersonalFields = new Map([["Counted", { by: pii("customerId") }]]);
  const event = { type: "Counted", by: 1, customerId: ann };

  it.each([
    ["became personal", [PLAIN], [marked]],
    ["is not personal any more", [marked], [PLAIN]],
  ])("that %s is still known", async (_what, before, after) => {
    const { stores, log } = releases(before, after);
    const [older = log, newer = log]: readonly EventStore[] = stores;
    const first = await older.append(command("one", event));
    expect(first).toMatchObject({ status: "ok" });
    expect(await newer.append(command("one", event))).toEqual({ ...first, status: "duplicate" });
    const other = { ...event, by: 2 };
    const mismatch = await newer.append(command("one", other));
    expect(mismatch).toMatchObject({ code: "command_mismatch" });
    expect(await log.readLog({ after: 1n, max: 9 })).toEqual([]);
  });

  it("and that had a fingerprint of its own before anything was sealed is still known", async () => {
    const { stores, log } = releases([marked]);
    const [store = log] = stores;
    const { commands, ...rest } = command("one", event);
    const sent = { ...rest, commands: commands.map((each) => ({ ...each, fingerprint: "own" })) };
    const first = await log.append(sent);
    expect(await store.append(sent)).toEqual({ ...first, status: "duplicate" });
    const [found] = await store.findCommands(tenant, [{ commandId: "one", fingerprint: "own" }]);
    expect(found).toEqual("answers" in first ? first.answers[0] : first);
    const [other] = await store.findCommands(tenant, [{ commandId: "one", fingerprint: "other" }]);
    expect(other).toMatchObject({ code: "command_mismatch" });
  });
});
