import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { openCheckpoint } from "@holdfast/transparency";
import { afterAll, beforeAll, expect, test } from "vitest";

import { fileWitness, verifyLog } from "../src/notary/index.ts";
import { EVENTS_OF_ROUND, notaryRound } from "./notary-round.ts";
import { type NotaryStage, openNotaryStage, SCHEMA } from "./notary-stage.ts";
import { sealing } from "./sealing.ts";

const PROCESS = fileURLToPath(new URL("./notary-process.ts", import.meta.url));
const ROUND_MS = 1_000_000;

let stage: NotaryStage;
let rounds = 0;
beforeAll(async () => {
  stage = await openNotaryStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** The sizes that were signed, from the smallest on. */
async function signed(): Promise<readonly number[]> {
  const text = "select size::float8 as size from ledger.tree_heads order by tree_heads.size";
  return (await stage.admin.query<{ size: number }>({ text })).rows.map(({ size }) => size);
}

/** The sizes that the witness keeps, in the order in which it got them. */
async function witnessed(): Promise<readonly number[]> {
  const sizes: number[] = [];
  const witness = fileWitness({ ...sealing, path: stage.witnessPath });
  for await (const note of witness.checkpoints()) {
    const seen = openCheckpoint(note, sealing);
    sizes.push(typeof seen === "string" ? -1 : seen.size);
  }
  return sizes;
}

type Point = readonly [step: string, times: number];

/** Runs a round of a process until it comes to a step for the n-th time, and kills it there. */
async function killAt([step, times]: Point): Promise<void> {
  const before = [await signed(), await witnessed()];
  const words = [PROCESS, stage.log.server.systemUrl, stage.witnessPath, `${rounds * ROUND_MS}`];
  const child = spawn(process.execPath, [...words, step, `${times}`], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache") },
  });
  const exit = once(child, "exit");
  const [said] = await Promise.race([once(child.stdout, "data"), exit]);
  expect([step, times, String(said)]).toEqual([step, times, "stopped\n"]);
  child.kill("SIGKILL");
  await exit;
  const [heads, seen] = [await signed(), await witnessed()];
  expect(heads.slice(0, before[0]?.length)).toEqual(before[0]);
  expect(seen.slice(0, before[1]?.length)).toEqual(before[1]);
  // The witness has seen nothing that was not signed for good.
  expect(heads.slice(0, seen.length)).toEqual(seen);
}

/** What the next process does with what it finds. */
async function restart(): Promise<void> {
  const { system: database, witnessPath } = stage;
  const beginMs = rounds * ROUND_MS;
  await notaryRound({ database, witnessPath, owner: "heir", beginMs, aheadMs: 60_000 });
}

/** What stands when a round is over, whoever has done how much of it: nothing is missing, and nothing is there twice. */
async function isWhole(): Promise<void> {
  const sizes = Array.from({ length: rounds }, (_, round) => [
    round * EVENTS_OF_ROUND + 200,
    (round + 1) * EVENTS_OF_ROUND,
  ]).flat();
  expect(await signed()).toEqual(sizes);
  expect(await witnessed()).toEqual(sizes);
  const witness = fileWitness({ ...sealing, path: stage.witnessPath });
  const place = { ...sealing, database: stage.system, schema: SCHEMA, witness };
  const all = rounds * EVENTS_OF_ROUND;
  expect(await verifyLog(place)).toEqual({ ok: true, verified: all, sealed: all });
}

/** One process after the other goes on with what the last one left, and is killed at the next point. */
const STORIES: readonly (readonly [where: string, points: readonly Point[]])[] = [
  [
    "while it writes the first record of a new witness",
    [
      ["half written", 1],
      ["written", 1],
      ["folder synced", 1],
    ],
  ],
  [
    "in a batch that is signed",
    [
      ["moved", 1],
      ["signed", 1],
      ["committing", 1],
      ["committed", 1],
    ],
  ],
  [
    "in a batch that completes a tile",
    [
      ["moved", 2],
      ["tiled", 1],
      ["committing", 1],
      ["committed", 1],
    ],
  ],
  [
    "while it signs what is due by time",
    [
      ["locked", 1],
      ["signed", 1],
      ["committing", 1],
      ["committed", 1],
    ],
  ],
  [
    "while it shows the witness a checkpoint, and the one after it",
    [
      ["in turn", 1],
      ["half written", 1],
      ["truncated", 1],
      ["written", 1],
      ["half written", 1],
      ["synced", 1],
    ],
  ],
  [
    "when the witness has both, and when there is nothing to do any more",
    [
      ["committing", 4],
      ["committed", 2],
    ],
  ],
];

test.each(STORIES)(
  "SIGKILL of a notary %s: the next one makes up for it, and nothing is lost",
  async (_where, points) => {
    await stage.append(EVENTS_OF_ROUND);
    rounds += 1;
    for (const point of points) await killAt(point);
    await restart();
    await isWhole();
  },
  120_000,
);
