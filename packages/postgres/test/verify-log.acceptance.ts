import { CompactRange } from "@holdfast/transparency";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Transaction } from "../src/index.ts";
import {
  exportLog,
  fileWitness,
  type LogVerdict,
  verifyExport,
  verifyLog,
  type Witness,
} from "../src/notary/index.ts";
import { type NotaryStage, openNotaryStage, SCHEMA } from "./notary-stage.ts";
import { sealing } from "./sealing.ts";

const EVENTS = 1_200;
let stage: NotaryStage;
let witness: Witness;
beforeAll(async () => {
  stage = await openNotaryStage();
  witness = fileWitness({ ...sealing, path: stage.witnessPath });
  await stage.append(EVENTS);
  const notary = stage.notary({ everyEvents: 200 });
  await stage.handle(notary, 200);
  await notary.publish();
});
afterAll(() => stage[Symbol.asyncDispose]());

type Statement = string | ((tx: Transaction) => Promise<unknown>);

/** Carried out of a transaction that is taken back. */
class Undone extends TypeError {
  readonly verdict: LogVerdict;
  constructor(verdict: LogVerdict) {
    super("taken back");
    this.verdict = verdict;
  }
}

/** What is found of the log after some statements of one who may do anything; they are taken back. */
async function found(...statements: readonly Statement[]): Promise<LogVerdict> {
  const undone: unknown = await stage.admin
    .transaction(async (tx: Transaction) => {
      await tx.query({ text: "set local session_replication_role = replica" });
      for (const each of statements) {
        if (typeof each === "string") await tx.query({ text: each });
        else await each(tx);
      }
      const database = { transaction: <T>(work: (inner: Transaction) => Promise<T>) => work(tx) };
      const small = { pageMax: 350, streamsMax: 3 };
      throw new Undone(
        await verifyLog({ ...sealing, ...small, database, schema: SCHEMA, witness }),
      );
    })
    .catch((error: unknown) => error);
  if (undone instanceof Undone) return undone.verdict;
  throw undone;
}

const fault = (code: string, position: number, upTo = position) => ({
  ok: false,
  fault: { code, position, upTo },
});

test("a log that nobody has touched is right, and so are its versions whatever is remembered", async () => {
  const all = { ...sealing, database: stage.system, schema: SCHEMA, witness };
  const right = { ok: true, verified: EVENTS, sealed: EVENTS };
  expect(await verifyLog(all)).toEqual(right);
  expect(await found()).toEqual(right);
  const told: unknown[] = [];
  await verifyLog({ ...all, pageMax: 500, onProgress: (progress) => told.push(progress) });
  expect(told).toEqual([500, 1_000, 1_200].map((verified) => ({ verified, all: EVENTS })));
});

describe("one wrong column of one event is found at its position:", () => {
  const flips: readonly (readonly [string, string, string?])[] = [
    ["tenant_id", "overlay(tenant_id::text placing 'b' from 36)::uuid"],
    ["stream_id", "stream_id || 'x'"],
    ["category", "category || 'x'", "category_differs"],
    [
      "event_id",
      "overlay(event_id::text placing case right(event_id::text, 1) when '0' then '1' else '0' end from 36)::uuid",
    ],
    ["type", "type || 'x'"],
    ["schema_version", "schema_version # 1"],
    ["data", "(data::text || ' ')::json"],
    ["meta", "(meta::text || ' ')::json"],
    ["recorded_at", "recorded_at + interval '1 microsecond'"],
    ["leaf", "set_byte(leaf, 31, get_byte(leaf, 31) # 1)"],
    ["leaf_has_version", "not leaf_has_version"],
  ];
  test.each(flips)("%s", async (column, value, code = "leaf_differs") => {
    for (const position of [1, 601, EVENTS]) {
      const text = `update ledger.events set ${column} = ${value} where events.position = ${position}`;
      expect(await found(text)).toMatchObject(fault(code, position));
    }
  });

  test("version, in the leaf or not", async () => {
    const { rows } = await stage.admin.query<{ position: bigint; known: boolean }>({
      text: `select max(position) as position, leaf_has_version as known from ledger.events
             where events.position < 700 and version > 1 group by 2`,
    });
    expect(rows).toHaveLength(2);
    for (const { position, known } of rows) {
      const text = `update ledger.events set version = version + 4096 where events.position = ${position}`;
      const code = known ? "leaf_differs" : "version_differs";
      expect(await found(text)).toMatchObject(fault(code, Number(position)));
    }
  });

  test("position", async () => {
    for (const [to, missing] of [
      [EVENTS + 1, 700],
      [-3, 700],
      [2 ** 52, 700],
    ]) {
      const text = `update ledger.events set position = ${to} where events.position = 700`;
      expect(await found(text)).toMatchObject(fault("position_missing", missing ?? 0));
    }
  });
});

/** Writes an event anew, with a leaf that fits. */
const rewritten = (position: number) =>
  `update ledger.events set data = '{"a":1}', leaf = sha256(convert_to(concat('{"data":{"a":1},"eventId":"',
     event_id, '","meta":', meta, ',"recordedAt":"', to_char(recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
     '","schemaVersion":', schema_version, ',"streamId":', to_json(stream_id), ',"tenant":"', tenant_id,
     '","type":', to_json(type), case when leaf_has_version then concat(',"version":', version) end, '}'),
     'UTF8')) where events.position = ${position}`.replace("sha256(", "sha256('\\x00'::bytea || ");
const dropHeads = (after: number) => `delete from ledger.tree_heads where size > ${after}`;
const cut = (end: number) => [
  `delete from ledger.events where events.position > ${end}`,
  `update ledger.log_head set position = ${end}`,
];

describe("of a log that was tampered with, the first wrong place is named:", () => {
  test.each([
    [
      "two events have changed places",
      [
        "update ledger.events set position = -1 where events.position = 300",
        "update ledger.events set position = 300 where events.position = 900",
        "update ledger.events set position = 900 where events.position = -1",
      ],
      // Each is what its leaf says; its stream, or the tree, is not.
      { ok: false },
    ],
    [
      "the tail is gone",
      ["delete from ledger.events where events.position > 1100"],
      fault("tail_missing", 1_101, EVENTS),
    ],
    [
      "one in the middle is gone",
      ["delete from ledger.events where events.position = 333"],
      fault("position_missing", 333),
    ],
    [
      "the head was set back",
      ["update ledger.log_head set position = 1000"],
      fault("beyond_head", 1_001, EVENTS),
    ],
    ["the end is cut off with the head", cut(1_100), fault("head_beyond_log", 1_101, EVENTS)],
    [
      "only the witness knows of the end",
      [...cut(1_030), dropHeads(1_000)],
      fault("witness_beyond_log", 1_031, EVENTS),
    ],
    ["an event was written anew", [rewritten(700)], fault("tile_differs", 513, 768)],
    [
      "a tile is another one",
      ["update ledger.tree_tiles set hash = sha256('x') where index = 1"],
      fault("tile_differs", 257, 512),
    ],
    [
      "a tile is gone",
      ["delete from ledger.tree_tiles where index = 1"],
      fault("tile_missing", 257, 512),
    ],
    [
      "a tile is of no event",
      ["insert into ledger.tree_tiles values (1, 9, sha256('x'))"],
      fault("tile_beyond_log", 2_305, 2_560),
    ],
    [
      "a checkpoint was signed by nobody",
      ["update ledger.tree_heads set note = replace(note, '600', '601') where size = 600"],
      fault("head_not_believed", 401, 600),
    ],
    [
      "a checkpoint stands in another place",
      ["update ledger.tree_heads set size = 601 where size = 600"],
      { ok: false },
    ],
    [
      "an index is gone",
      ["alter table ledger.events drop constraint events_pkey"],
      fault("index_missing", 1),
    ],
  ])("%s", async (_what, statements, expected) => {
    expect(await found(...statements)).toMatchObject(expected);
  });

  test("history was written anew with leaves and tiles, and only a checkpoint shows it", async () => {
    const retiled = async (tx: Transaction) => {
      const leaves = await tx.query<{ leaf: string }>({
        text: `select encode(leaf, 'hex') as leaf from ledger.events
               where events.position between 513 and 768 order by events.position`,
      });
      const tree = new CompactRange();
      for (const { leaf } of leaves.rows) tree.append(leaf);
      const text = "update ledger.tree_tiles set hash = $1 where (level, index) = (1, 2)";
      await tx.query({ text, values: [Buffer.from(tree.root(), "hex")] });
    };
    expect(await found(rewritten(700), retiled)).toMatchObject(
      fault("head_root_differs", 601, 800),
    );
    expect(await found(rewritten(700), retiled, "delete from ledger.tree_heads")).toMatchObject(
      fault("witness_root_differs", 601, 800),
    );
  });
});

describe("an export", () => {
  async function exported(): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    const counts = await exportLog({
      database: stage.system,
      schema: SCHEMA,
      pageMax: 500,
      write: async (bytes) => void parts.push(bytes),
    });
    expect(counts.events).toBe(EVENTS);
    expect(counts.checkpoints).toBeGreaterThan(4);
    return Buffer.concat(parts);
  }
  const verify = (bytes: Buffer, streamsMax = 500_000, checkpoints = () => witness.checkpoints()) =>
    verifyExport({
      ...sealing,
      streamsMax,
      checkpoints: () => checkpoints(),
      async *open() {
        for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
      },
    });
  async function* nobody(): AsyncGenerator<string> {}

  test("is verified without the database, however few streams are remembered", async () => {
    const bytes = await exported();
    const right = { ok: true, verified: EVENTS, sealed: EVENTS };
    for (const streamsMax of [500_000, 100, 3]) {
      expect(await verify(bytes, streamsMax)).toEqual(right);
    }
  });

  test("that was tampered with names between which checkpoints", async () => {
    const bytes = await exported();
    const lines = bytes.toString().split("\n");
    const sizes: number[] = [];
    let size = 0;
    for (const line of lines) {
      if (line.startsWith('{"checkpoint"')) sizes.push(size);
      else size += 1;
    }
    const upTo = sizes.find((each) => each >= 700) ?? 0;
    const before = sizes.findLast((each) => each < 700) ?? 0;
    const events = lines.flatMap((line, at) => (line.startsWith('{"data"') ? [at] : []));
    const place = events[699] ?? 0;
    const changed = (line: string) => Buffer.from(lines.with(place, line).join("\n"));
    const line = lines[place] ?? "";
    expect(await verify(changed(line.replace('"no"', '"on"')), 9, nobody)).toMatchObject(
      fault("head_root_differs", before + 1, upTo),
    );
    expect(await verify(changed(`${line.slice(0, -1)},"version":99}`))).toMatchObject({
      ok: false,
    });
    expect(await verify(changed("garbage"))).toMatchObject(fault("line_malformed", 700));
    expect(await verify(bytes.subarray(0, -5))).toMatchObject({ ok: false });
    const short = Buffer.from(`${lines.slice(0, events[1_050]).join("\n")}\n`);
    expect(await verify(short)).toMatchObject(fault("witness_beyond_log", 1_051, EVENTS));
    expect(await verify(short, 9, nobody)).toMatchObject({ ok: true, verified: 1_050 });
  });
});

test("a log that goes on is right up to its end, and sealed up to its last checkpoint", async () => {
  const all = { ...sealing, database: stage.system, schema: SCHEMA, witness };
  await stage.append(50);
  expect(await verifyLog(all)).toEqual({ ok: true, verified: EVENTS + 50, sealed: EVENTS });
});
