import { appendFile, readFile, truncate } from "node:fs/promises";

import {
  CompactRange,
  openCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from "@holdfast/transparency";
import { afterEach, beforeEach, expect, test } from "vitest";

import { fileWitness } from "../src/notary/index.ts";
import { type NotaryStage, openNotaryStage } from "./notary-stage.ts";
import { sealing } from "./sealing.ts";

let stage: NotaryStage;
beforeEach(async () => {
  stage = await openNotaryStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

/** The roots of the log's tree at each size, from the leaves as they are stored. */
async function roots(): Promise<readonly string[]> {
  const text =
    "select encode(leaf, 'hex') as leaf from ledger.events order by ledger.events.position";
  const { rows } = await stage.admin.query<{ leaf: string }>({ text });
  const tree = new CompactRange();
  return [
    tree.root(),
    ...rows.map(({ leaf }) => {
      tree.append(leaf);
      return tree.root();
    }),
  ];
}

const tamper = (...statements: readonly string[]) => stage.tamper(...statements);

const heads = () => stage.heads();

test("signs what it has come to, and proves every event and every earlier state", async () => {
  const end = await stage.append(700);
  const notary = stage.notary({ everyEvents: 150 });
  expect(await stage.handle(notary)).toEqual([]);
  expect(await heads()).toEqual([100, 300, 500, 700]);
  const all = await roots();
  const latest = await notary.latestCheckpoint();
  expect(openCheckpoint(latest?.note ?? "", sealing)).toEqual({
    origin: sealing.origin,
    size: 700,
    root: all[700],
  });
  for (const [position, size] of [
    [1, 700],
    [256, 700],
    [257, 300],
    [513, 513],
    [700, 700],
  ] as const) {
    const proof = await notary.inclusionProof(BigInt(position), size);
    expect(proof).toMatchObject({ index: position - 1, size, root: all[size] });
    expect(proof === "not_in_tree" || verifyInclusion(proof)).toEqual({ ok: true });
  }
  expect(await notary.inclusionProof(9n)).toMatchObject({ size: 700 });
  for (const [from, to] of [
    [1, 2],
    [100, 300],
    [256, 512],
    [511, 700],
  ] as const) {
    const proof = await notary.consistencyProof(from, to);
    const state = (size: number) => ({ size, root: all[size] ?? "" });
    const verdict = {
      from: state(from),
      to: state(to),
      proof: proof === "not_in_tree" ? [] : proof,
    };
    expect(verifyConsistency(verdict)).toEqual({ ok: true });
  }
  expect(await notary.inclusionProof(701n)).toBe("not_in_tree");
  expect(await notary.inclusionProof(0n)).toBe("not_in_tree");
  expect(await notary.inclusionProof(1n, 701)).toBe("not_in_tree");
  expect(await notary.consistencyProof(0, 3)).toBe("not_in_tree");
  expect(await notary.consistencyProof(1, end + 1)).toBe("not_in_tree");
});

test("goes on where another process has left off, and signs by time what is not enough by number", async () => {
  let nowMs = 1_000;
  const options = { everyEvents: 1_000, everyMs: 60_000, nowMs: () => nowMs };
  await stage.append(300);
  await stage.handle(stage.notary(options));
  await stage.append(300);
  const second = stage.notary(options);
  await stage.handle(second);
  expect(await heads()).toEqual([100]);
  expect(await second.seal()).toBe(false);
  nowMs += 60_000;
  expect(await second.seal()).toBe(true);
  expect(await second.seal()).toBe(false);
  expect(await heads()).toEqual([100, 600]);
  expect((await second.latestCheckpoint())?.root).toBe((await roots())[600]);
});

test("an empty log has nothing to sign or to prove", async () => {
  const notary = stage.notary();
  expect(await stage.handle(notary)).toEqual([]);
  expect(await notary.seal()).toBe(false);
  expect(await notary.publish()).toBe(0);
  await notary.check();
  expect(await notary.latestCheckpoint()).toBeUndefined();
  expect(await notary.inclusionProof(1n)).toBe("not_in_tree");
});

test("shows the witness every checkpoint, once each, and compares with it", async () => {
  await stage.append(400);
  const notary = stage.notary({ everyEvents: 100 });
  await stage.handle(notary);
  expect(await notary.publish()).toBe(4);
  expect(await notary.publish()).toBe(0);
  await stage.append(100);
  await stage.handle(notary);
  expect(await stage.notary().publish()).toBe(1);
  const witness = fileWitness({ ...sealing, path: stage.witnessPath });
  const sizes: unknown[] = [];
  for await (const note of witness.checkpoints()) {
    const seen = openCheckpoint(note, sealing);
    sizes.push(typeof seen === "string" ? seen : seen.size);
  }
  expect(sizes).toEqual([100, 200, 300, 400, 500]);
  await notary.check();
});

test("a record that a crash has cut off goes, and its checkpoint is shown again", async () => {
  await stage.append(200);
  const notary = stage.notary({ everyEvents: 100 });
  await stage.handle(notary);
  await notary.publish();
  const whole = await readFile(stage.witnessPath, "utf8");
  for (const cut of [1, 20, 150]) {
    await truncate(stage.witnessPath, whole.length - cut);
    expect(await notary.publish()).toBe(1);
    expect(await readFile(stage.witnessPath, "utf8")).toBe(whole);
  }
  await appendFile(stage.witnessPath, "garbage\n");
  await expect(notary.publish()).rejects.toMatchObject({ code: "witness_unreadable" });
});

test("a witness refuses what does not go on from its newest checkpoint", async () => {
  await stage.append(300);
  const notary = stage.notary({ everyEvents: 100 });
  await stage.handle(notary);
  const witness = fileWitness({ ...sealing, path: stage.witnessPath });
  const { rows } = await stage.admin.query<{ note: string }>({
    text: "select note from ledger.tree_heads order by size",
  });
  const [first = "", second = "", third = ""] = rows.map(({ note }) => note);
  const proof = await notary.consistencyProof(100, 200);
  const right = proof === "not_in_tree" ? [] : proof;
  expect(await witness.publish("garbage", [])).toBe("checkpoint_not_believed");
  expect(await witness.publish(first.replace("100", "101"), [])).toBe("checkpoint_not_believed");
  expect(await witness.latest()).toBeUndefined();
  expect(await witness.publish(first, [])).toBe("kept");
  expect(await witness.publish(first, [])).toBe("kept");
  expect(await witness.publish(second, [])).toBe("checkpoint_inconsistent");
  expect(await witness.publish(third, right)).toBe("checkpoint_inconsistent");
  expect(await witness.publish(second, right)).toBe("kept");
  expect(await witness.publish(first, [])).toBe("checkpoint_behind");
  expect(await witness.latest()).toBe(second);
});

test.each([
  [
    "what was signed is longer than the log",
    "head_beyond_log",
    [
      "delete from ledger.events where events.position > 190",
      "update ledger.log_head set position = 190",
    ],
  ],
  [
    "an event was written anew together with its leaf",
    "head_inconsistent",
    ["update ledger.events set leaf = sha256('x') where events.position = 20"],
  ],
  [
    "a tree head was signed by nobody",
    "head_not_believed",
    ["update ledger.tree_heads set root = sha256('x') where size = 200"],
  ],
  [
    "a part of the tree is gone",
    "tree_incomplete",
    ["delete from ledger.events where events.position = 20"],
  ],
  [
    "the newest tree heads are gone, which the witness has seen",
    "witness_beyond_log",
    ["delete from ledger.tree_heads where size > 100"],
  ],
  [
    "all of it is gone",
    "witness_beyond_log",
    [
      "delete from ledger.events where true",
      "delete from ledger.tree_heads where true",
      "delete from ledger.tree_tiles where true",
      "update ledger.log_head set position = 0",
    ],
  ],
])("refuses to go on when %s: %s", async (_what, code, statements) => {
  await stage.append(200);
  const notary = stage.notary({ everyEvents: 100 });
  await stage.handle(notary);
  await notary.publish();
  await notary.check();
  await tamper(...statements);
  await expect(stage.notary().check()).rejects.toMatchObject({ name: "NotaryRefused", code });
});

test("signs nothing that does not go on from what it has signed", async () => {
  await stage.append(200);
  await stage.handle(stage.notary({ everyEvents: 100 }));
  await tamper("update ledger.events set leaf = sha256('x') where events.position = 20");
  await stage.append(200);
  const errors = await stage.handle(stage.notary({ everyEvents: 100 }));
  expect(errors[0]).toMatchObject({ code: "head_inconsistent" });
  expect(await heads()).toEqual([100, 200]);
});

test.each([
  { everyEvents: 100, grown: 100, signed: [100, 200, 300, 400] },
  { everyEvents: 150, grown: 200, signed: [100, 300, 500] },
])(
  "while it runs it goes by the tree it holds, and by the tables every ten seconds: every $everyEvents",
  async ({ everyEvents, grown, signed }) => {
    let nowMs = 0;
    const notary = stage.notary({ everyEvents, nowMs: () => nowMs });
    await stage.append(300);
    expect(await stage.handle(notary)).toEqual([]);
    // In the tile that is still growing: of complete ones their roots are kept.
    await tamper("update ledger.events set leaf = sha256('x') where events.position = 290");
    await stage.append(grown);
    nowMs = 9_999;
    expect(await stage.handle(notary)).toEqual([]);
    expect(await heads()).toEqual(signed);
    await stage.append(grown);
    nowMs = 10_000;
    expect((await stage.handle(notary))[0]).toMatchObject({ code: "head_inconsistent" });
    expect(await heads()).toEqual(signed);
  },
);

test("a witness that has seen another log refuses what goes on from this one", async () => {
  await stage.append(100);
  const notary = stage.notary({ everyEvents: 100 });
  await stage.handle(notary);
  await notary.publish();
  await tamper(
    "delete from ledger.tree_heads where true",
    "update ledger.events set leaf = sha256('x') where events.position = 20",
  );
  await expect(notary.check()).rejects.toMatchObject({ code: "witness_beyond_log" });
  await notary.seal();
  await expect(notary.check()).rejects.toMatchObject({ code: "witness_inconsistent" });
  await stage.append(100);
  expect(await stage.handle(stage.notary({ everyEvents: 100 }))).toEqual([]);
  await expect(notary.publish()).rejects.toMatchObject({ code: "witness_refused" });
});

test("tree heads and tiles are never changed or removed, by the superuser neither", async () => {
  await stage.append(300);
  await stage.handle(stage.notary());
  const statements = ["tree_heads", "tree_tiles"].flatMap((table) => [
    `update ledger.${table} set ${table === "tree_heads" ? "note" : "index"} = ${table === "tree_heads" ? "''" : "9"}`,
    `delete from ledger.${table}`,
    `truncate ledger.${table}`,
  ]);
  for (const text of statements) {
    await expect(stage.admin.query({ text })).rejects.toMatchObject({ code: "23001" });
    await expect(stage.system.query({ text })).rejects.toMatchObject({ code: "42501" });
    await expect(stage.log.database.query({ text })).rejects.toMatchObject({ code: "42501" });
  }
});
