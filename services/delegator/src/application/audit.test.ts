import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { delegations } from "../../test/in-memory/delegations.ts";
import { memoryUpstream, type Tamper } from "../../test/in-memory/memory-upstream.ts";
import { skippingClock } from "../../test/in-memory/skipping-clock.ts";
import {
  auditOf,
  type AuditReport,
  type AuditStore,
  type Census,
  CHUNK_ROWS,
  type ChunkDigest,
} from "./audit.ts";
import { type SyncFact } from "./sync-fact.ts";

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

type Auditing = {
  readonly census?: Partial<Census>;
  readonly chunk?: Partial<ChunkDigest>;
  readonly tamper?: Tamper;
};

async function audit({ census = {}, chunk = {}, tamper = {} }: Auditing = {}) {
  const recorded: AuditReport[] = [];
  const facts: SyncFact[] = [];
  const store: AuditStore = {
    census: async () => ({ ...CENSUS, ...census }),
    digestChunks: async () => 1,
    chunk: async () => ({ ...CHUNK, ...chunk }),
    record: async (report) => void recorded.push(report),
  };
  const upstream = memoryUpstream({ rows: ROWS, level: () => LEVEL + 2, pageSize: 4_000, tamper });
  const tell = (fact: SyncFact): void => void facts.push(fact);
  const run = auditOf({ upstream, store, clock: skippingClock(), random: () => 0, tell });
  const report = await run(new AbortController().signal);
  expect(recorded).toEqual([report]);
  return { report, facts, upstream };
}

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
    const { report, facts, upstream } = await audit();
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
    const { report, facts } = await audit({ census: { rows: 9_999, years } });
    const findings = [
      "all years: the chain has 10000 delegations, the mirror 9999",
      "2020: the chain has 1250 delegations, the mirror 1249",
    ];
    expect(report.findings).toEqual(findings);
    expect(facts).toEqual([{ type: "AuditFailed", findings }]);
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
});
