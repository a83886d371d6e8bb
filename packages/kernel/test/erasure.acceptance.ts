import { hash } from "node:crypto";
import { setTimeout as rest } from "node:timers/promises";
import { inspect } from "node:util";

import { canonicalJson } from "@holdfast/cqrs";
import { leafInput } from "@holdfast/cqrs/event-store";
import { type Subscription, waitFor } from "@holdfast/cqrs/subscriptions";
import { erasureEvents, type SubjectShredded } from "@holdfast/erasure";
import { type Kernel, openKernel, type Reaction } from "@holdfast/kernel";
import type { Database, Transaction } from "@holdfast/postgres";
import { postgresEraser } from "@holdfast/postgres/erasure";
import { postgresEventStore } from "@holdfast/postgres/event-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { everything, member, memberEvents, openErasureStage, shown } from "./erasure-stage.ts";
import { recordingTracer } from "./recording-tracer.ts";

const tenant = "00000000-0000-0000-0000-000000000000";
const MARKER = "Marker-7c1f";

let stage: Awaited<ReturnType<typeof openErasureStage>>;
beforeAll(async () => {
  stage = await openErasureStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** A kernel of a process of its own, and all that it told. */
function openProcess() {
  const { tracer, spans } = recordingTracer();
  const logs: string[] = [];
  const { keys, sealing } = stage.process();
  const onError = (error: unknown, where: string): void => {
    logs.push(`${where}: ${inspect(error, { depth: 10 })}`);
  };
  const kernel = openKernel({ ...stage, sealing, tracer, onError });
  const members = (memberId: string) =>
    kernel.commands(member, {
      catalogue: memberEvents,
      context: () => ({ memberId }),
      answer: (_, { name }) => ({ greeting: `Dear ${shown(name)}` }),
      snapshots: { reducer: "member", version: 1, every: 1 },
    });
  const plain = postgresEventStore(stage);
  const shred = postgresEraser({ ...stage, keys, store: plain });
  return { kernel, members, shred, plain, told: () => inspect([logs, spans], { depth: 20 }), logs };
}

/** A directory of names; it stumbles over some of them. */
const directory: Subscription<Transaction> = {
  name: "directory",
  revision: 1,
  filter: { types: ["Joined", "Renamed", "SubjectShredded"] },
  catalogue: {
    schemaVersions: { ...memberEvents.schemaVersions, ...erasureEvents.schemaVersions },
  },
  onFailure: { giveUp: "park" },
  async eachBatch(events, tx) {
    for (const { event } of events) {
      if (isShredded(event)) {
        const text = "update ledger.directory set name = '(erased)' where member = $1";
        await tx.query({ text, values: [event.subjectId] });
        continue;
      }
      const { memberId, name } = { memberId: "", name: "", ...event };
      if (shown(name).includes("stumble")) throw new RangeError(`cannot file ${shown(name)}`);
      const text = `insert into ledger.directory values ($1, $2)
                    on conflict (member) do update set name = excluded.name`;
      await tx.query({ text, values: [memberId, shown(name)] });
    }
  },
};

function isShredded(event: { readonly type: string }): event is SubjectShredded {
  return event.type === "SubjectShredded";
}

async function followed(
  kernel: Kernel,
  subscription: Subscription<Transaction> | Reaction,
  position: bigint,
): Promise<void> {
  const stop = new AbortController();
  const owner = `${subscription.name} ${position}`;
  const running = kernel.follow(subscription, { owner, signal: stop.signal });
  const sleep = (ms: number, signal: AbortSignal) => rest(ms, undefined, { signal });
  const options = { store: kernel.subscriptions, timeoutMs: 20_000, nowMs: Date.now, sleep };
  expect(await waitFor(subscription, position, options)).toBe(true);
  stop.abort();
  await running;
}

async function leavesHold(admin: Database): Promise<number> {
  const text = `select tenant_id as tenant, stream_id as "streamId",
      case when leaf_has_version then version end as version, event_id as "eventId", type,
      schema_version as "schemaVersion", data::text as data, meta::text as meta,
      to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt",
      encode(leaf, 'hex') as leaf from ledger.events`;
  type Row = Parameters<typeof leafInput>[0] & { readonly leaf: string };
  const { rows } = await admin.query<Row>({ text });
  for (const { leaf, ...row } of rows) {
    const version = row.version ?? undefined;
    expect(hash("sha256", leafInput({ ...row, version }), "hex")).toBe(leaf);
  }
  return rows.length;
}

const streamId = "member-1";
const memberId = "m-0001";
const join = {
  tenant,
  streamId,
  commandId: "join-1",
  command: { type: "Join", name: MARKER },
} as const;

describe("a person who was erased", () => {
  test("is found nowhere: no table, dump, memory of commands, parked error, snapshot, log line or span", async () => {
    const first = openProcess();
    await using kernel = first.kernel;
    const { handle } = first.members(memberId);
    expect(await handle(join)).toMatchObject({ answer: { greeting: `Dear ${MARKER}` } });
    const rename = { type: "Rename", name: `${MARKER} stumble` } as const;
    const renamed = await handle({ ...join, commandId: "rename-1", command: rename });
    if ("code" in renamed) throw new RangeError(renamed.sentence);
    const broken = { type: "Rename", name: `!${MARKER}` } as const;
    await expect(handle({ ...join, commandId: "broken-1", command: broken })).rejects.toMatchObject(
      {
        code: "error_withheld",
        message: expect.stringMatching(/^RangeError was thrown at .*decide/),
      },
    );
    await followed(kernel, directory, renamed.position);
    const select = "select state::text from ledger.snapshots where stream_id = $1";
    const snapshots = { text: select, values: [streamId] };
    await expect.poll(async () => (await stage.admin.query(snapshots)).rows).toHaveLength(1);

    // The read model is the only place that holds it in the clear, and the search finds it there.
    const before = (await everything(stage.admin)).filter((each) => each.includes(MARKER));
    expect(before).toHaveLength(2);
    expect(before.every((each) => each.startsWith("ledger.directory"))).toBe(true);
    const parked = await kernel.subscriptions.parked(directory, 10);
    expect(parked).toMatchObject([{ error: expect.stringContaining("RangeError was thrown at") }]);
    const leaves = await leavesHold(stage.admin);

    const done = await first.shred({ tenant, subjectId: memberId });
    if ("code" in done) throw new RangeError(done.sentence);
    await followed(kernel, directory, done.position);
    // Whatever this process still remembers does not come out again.
    await handle({ ...join, commandId: "late-1", command: { type: "Rename", name: MARKER } });
    expect(await handle(join)).toMatchObject({ duplicate: true, answer: { erased: true } });

    const all = await everything(stage.admin);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((each) => each.includes(MARKER))).toEqual([]);
    expect(first.told()).not.toContain(MARKER);
    expect(first.logs).not.toEqual([]);
    expect((await stage.admin.query(snapshots)).rows).toEqual([]);
    expect(await leavesHold(stage.admin)).toBe(leaves + 1);
    expect((await kernel.store.loadStream({ tenant, streamId })).events).toEqual([
      { type: "Joined", memberId, name: { erased: true } },
      { type: "Renamed", memberId, name: { erased: true } },
    ]);
  });

  test("cannot be guessed from the memory of commands", async () => {
    const guess = `${streamId}\0${canonicalJson(join.command)}`;
    const text = "select encode(fingerprint, 'hex') as f, result::text as r from ledger.commands";
    const { rows } = await stage.admin.query<{ f: string; r: string }>({ text });
    expect(rows.length).toBeGreaterThan(1);
    for (const { f, r } of rows) {
      expect(f).not.toBe(hash("sha256", guess, "hex"));
      expect(r ?? "").not.toContain(hash("sha256", guess, "base64url"));
    }
  });

  test("is refused to be written about, in every process, and is forgotten by their caches", async () => {
    const [one, two] = [openProcess(), openProcess()];
    await using _one = one.kernel;
    await using kernel = two.kernel;
    const at = { tenant, streamId: "member-2", commandId: "join-2" };
    const { handle } = two.members("m-0002");
    await handle({ ...at, command: { type: "Join", name: "Bea" } });
    await one.shred({ tenant, subjectId: "m-0002" });
    // Told by a notification, long before keys expire.
    const read = async () => (await kernel.store.loadStream(at)).events;
    await expect
      .poll(read)
      .toEqual([{ type: "Joined", memberId: "m-0002", name: { erased: true } }]);
    const late = {
      ...at,
      commandId: "late-2",
      command: { type: "Rename", name: "Bea B" },
    } as const;
    expect(await handle(late)).toMatchObject({ code: "subject_erased" });
  });
});

test("types of events without marks are refused before they are stored in the clear", async () => {
  const { kernel } = openProcess();
  await using _kernel = kernel;
  const { schemaVersions, upcast } = memberEvents;
  const catalogue = { schemaVersions: { ...schemaVersions, TimerSet: 1 }, upcast };
  expect(() => kernel.commands(member, { catalogue, context: () => ({ memberId }) })).toThrow(
    expect.objectContaining({ code: "marks_missing", types: ["TimerSet"] }),
  );
});

test("a reaction sees plain values, and what it throws is withheld", async () => {
  const { kernel, members, told, logs } = openProcess();
  await using _kernel = kernel;
  const { handle } = members("m-0003");
  const at = { tenant, streamId: "member-3", commandId: "join-3" };
  const joined = await handle({ ...at, command: { type: "Join", name: "Carla Marker" } });
  if ("code" in joined) throw new RangeError(joined.sentence);
  const seen: unknown[] = [];
  const reaction: Reaction = {
    name: "greeting",
    revision: 1,
    startAfter: joined.position - 1n,
    catalogue: memberEvents,
    onFailure: { giveUp: "park" },
    react: async ({ event }) => {
      seen.push(event);
      throw new TypeError(`no greeting for ${JSON.stringify(event)}`);
    },
  };
  await followed(kernel, reaction, joined.position);
  expect(seen[0]).toEqual({ type: "Joined", memberId: "m-0003", name: "Carla Marker" });
  expect(await kernel.subscriptions.parked(reaction, 5)).toMatchObject([
    { error: expect.stringContaining("TypeError was thrown at") },
  ]);
  expect(logs.join()).toContain("Withheld");
  expect(told()).not.toContain("Carla");
});
