import { createHash } from "node:crypto";

import { evolveAll } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import {
  type FoundPage,
  memoryUpstream,
  type Tamper,
} from "../../test/in-memory/memory-upstream.ts";
import { caughtUp, loading } from "../../test/in-memory/mirror-language.ts";
import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import type { ChainSyncEvent } from "../domain/chain-sync-event.ts";
import { chainSync } from "../domain/chain-sync.ts";
import {
  auditOf,
  type AuditReport,
  type AuditStore,
  type Census,
  CHUNK_ROWS,
  type ChunkDigest,
  RENUMBERED,
} from "./audit.ts";
import type { Landmark } from "./renumbering.ts";
import type { SyncFact } from "./sync-fact.ts";

const ROWS = delegations(CHUNK_ROWS);
const LEVEL = CHUNK_ROWS * 10;
const DIGEST = createHash("sha256")
  .update(
    ROWS.map(
      ({ id, level, hash, counter, nonce, amount }) =>
        `${id},${level},${hash},${counter},${nonce},${amount}\n`,
    ).join(""),
  )
  .digest("hex");

const CENSUS: Census = {
  finalLevel: LEVEL,
  rows: CHUNK_ROWS,
  years: new Map(
    [...Map.groupBy(ROWS, ({ year }) => year)].map(([year, { length }]) => [year, length]),
  ),
  gaps: [],
};

const CHUNK: ChunkDigest = {
  chunk: 0,
  firstId: ROWS[0]?.id ?? 0,
  lastId: ROWS.at(-1)?.id ?? 0,
  digest: DIGEST,
  digestNow: DIGEST,
};

/** The oldest and the newest row of each year. */
const LANDMARKS: readonly Landmark[] = [...Map.groupBy(ROWS, ({ year }) => year).values()].flatMap(
  (rows) => [...rows.slice(0, 1), ...rows.slice(-1)],
);
/** No operation has it. */
const UNKNOWN = "oo1";

type Auditing = {
  readonly census?: Partial<Census>;
  readonly chunk?: Partial<ChunkDigest>;
  readonly landmarks?: readonly Landmark[];
  readonly tamper?: Tamper;
};

async function audit(auditing: Auditing = {}) {
  const { census = {}, chunk = {}, landmarks = LANDMARKS, tamper = {} } = auditing;
  const recorded: AuditReport[] = [];
  const told: ChainSyncEvent[] = [];
  const facts: SyncFact[] = [];
  const store: AuditStore = {
    census: async () => ({ ...CENSUS, ...census }),
    digestChunks: async () => 1,
    chunk: async () => ({ ...CHUNK, ...chunk }),
    landmarks: async () => landmarks,
    record: async (report, events) => {
      recorded.push(report);
      told.push(...events);
    },
  };
  const upstream = memoryUpstream({ rows: ROWS, level: () => LEVEL + 2, pageSize: 4_000, tamper });
  const tell = (fact: SyncFact): void => void facts.push(fact);
  const ports = { upstream, store, clock: skippingClock(), random: () => 0, tell };
  const run = auditOf({ ...ports, mirror: async () => FOLLOWING });
  const report = await run(new AbortController().signal);
  expect(recorded).toEqual([report]);
  return { report, facts, upstream, told };
}

const FOLLOWING = evolveAll(chainSync, chainSync.initialState(), [loading, caughtUp]);

/** Tampers with so many answers. */
function firstAnswers<Answer>(times: number, change: (answer: Answer) => Answer) {
  let left = times;
  return (answer: Answer): Answer => {
    left -= 1;
    return left < 0 ? answer : change(answer);
  };
}

describe("the audit", () => {
  it("passes, records and tells where mirror and chain agree", async () => {
    const { report, facts, upstream, told } = await audit();
    expect(told).toEqual([{ type: "AuditPassed", rows: CHUNK_ROWS, level: LEVEL }]);
    expect(report).toEqual({
      at: new Date(Date.UTC(2026, 0, 1)),
      level: LEVEL,
      rows: CHUNK_ROWS,
      findings: [],
    });
    expect(facts).toEqual([{ type: "AuditPassed", rows: CHUNK_ROWS, level: LEVEL }]);
    expect(upstream.counts).toHaveLength(1 + 9);
    expect(upstream.counts.every(({ levelMax }) => levelMax === LEVEL)).toBe(true);
  });

  it("finds a year that lacks a row", async () => {
    const years = new Map(CENSUS.years).set(2020, 1_249);
    const { report, facts, told } = await audit({ census: { rows: 9_999, years } });
    const findings = [
      "all years: the chain has 10000 delegations, the mirror 9999",
      "2020: the chain has 1250 delegations, the mirror 1249",
    ];
    expect(report.findings).toEqual(findings);
    expect(facts).toEqual([{ type: "AuditFailed", findings }]);
    expect(told).toEqual([{ type: "AuditFailed", level: LEVEL, findings }]);
  });

  it("repeats what the store found in itself", async () => {
    const { report } = await audit({ census: { gaps: ["all years: ranks 1 to 3 for 2 rows"] } });
    expect(report.findings).toEqual(["all years: ranks 1 to 3 for 2 rows"]);
  });

  it("finds a chunk whose rows were changed after they had been stored", async () => {
    const { report } = await audit({ chunk: { digestNow: "00" } });
    expect(report.findings).toEqual([
      `chunk 0 (ids ${CHUNK.firstId} to ${CHUNK.lastId}) is not what was stored`,
    ]);
  });

  it("finds a chunk that was stored other than the chain has it", async () => {
    const { report } = await audit({ chunk: { digest: "00", digestNow: "00" } });
    expect(report.findings).toEqual([
      `chunk 0 (ids ${CHUNK.firstId} to ${CHUNK.lastId}) differs from the chain`,
    ]);
  });

  it("believes no count that a second look does not confirm", async () => {
    const count = firstAnswers<number>(1, (found) => Math.floor(found / 10));
    const { report, upstream } = await audit({ tamper: { count } });
    expect(report.findings).toEqual([]);
    expect(upstream.counts).toHaveLength(2 * 10);
  });

  it("believes no page that a second look does not confirm", async () => {
    const cut = firstAnswers<{ rows: readonly (typeof ROWS)[number][]; level: number }>(
      1,
      (page) => ({ ...page, rows: page.rows.toSpliced(7, 1) }),
    );
    const { report } = await audit({ tamper: { page: (page) => cut({ ...page }) } });
    expect(report.findings).toEqual([]);
  });

  it("does not pass where the upstream does not count", async () => {
    const { report, facts } = await audit({ tamper: { count: () => undefined } });
    const findings = ["the upstream does not count: whether rows are missing is not known"];
    expect(report.findings).toEqual(findings);
    expect(facts).toEqual([{ type: "AuditFailed", findings }]);
  });

  it("asks for the oldest and the newest row of each year by its id, with one request each", async () => {
    const { upstream } = await audit();
    const asked = upstream.pages.filter(({ afterId, beforeId = 0 }) => beforeId - afterId === 2);
    expect(asked.map(({ afterId }) => afterId + 1)).toEqual(LANDMARKS.map(({ id }) => id));
    expect(LANDMARKS).toHaveLength(16);
  });

  it("finds an upstream that knows an operation by another id", async () => {
    const [first, ...others] = LANDMARKS;
    const landmarks = first === undefined ? [] : [{ ...first, id: first.id + 1 }, ...others];
    const { report } = await audit({ landmarks });
    expect(report.findings).toEqual([RENUMBERED]);
  });

  it("does not take an upstream that has lost its rows for one that has renumbered them", async () => {
    const landmarks = LANDMARKS.map((landmark) => ({ ...landmark, hash: UNKNOWN }));
    const { report } = await audit({ landmarks });
    expect(report.findings).not.toContain(RENUMBERED);
    expect(report.findings.at(-1)).toContain("the chain has other operations, or none");
  });

  it("names the ids under which the chain has something else, or nothing", async () => {
    const landmarks = LANDMARKS.map((landmark, index) =>
      index < 2 ? { ...landmark, hash: UNKNOWN } : landmark,
    );
    const { report } = await audit({ landmarks });
    const ids = landmarks.slice(0, 2).map(({ id }) => id);
    expect(report.findings).toEqual([
      `the chain has other operations, or none, under the ids ${ids.join(", ")}`,
    ]);
  });

  it("believes no missing row that a second look finds", async () => {
    const empty = firstAnswers<FoundPage>(1, (page) => ({ ...page, rows: [] }));
    const page: Tamper["page"] = (found) => (found.rows.length === 1 ? empty(found) : found);
    const { report, upstream } = await audit({ tamper: { page } });
    expect(report.findings).toEqual([]);
    const probes = upstream.pages.filter(({ afterId, beforeId = 0 }) => beforeId - afterId === 2);
    expect(probes).toHaveLength(2 * LANDMARKS.length);
  });
});
