import { createHash } from "node:crypto";

import { FIRST_YEAR, type YearRange } from "../domain/backfill-plan.ts";
import type { ChainSyncState } from "../domain/chain-sync-state.ts";
import type { Delegation } from "../domain/delegation.ts";
import { yearOf } from "../domain/utc-time.ts";
import type { Clock } from "./clock.ts";
import { decided } from "./decided.ts";
import type { Events } from "./history.ts";
import { rangeRows } from "./range-rows.ts";
import { type Landmark, askNumbering } from "./renumbering.ts";
import type { Tell } from "./sync-fact.ts";
import type { Upstream } from "./upstream.ts";

/** Rows in a chunk of which a digest is kept; one page of TzKT. */
export const CHUNK_ROWS = 10_000;

/** The finding after which the history is loaded anew. */
export const RENUMBERED = "the upstream has renumbered its ids";
const NOT_COUNTED = "the upstream does not count: whether rows are missing is not known";

/** What the store says about itself, read in one snapshot. */
export type Census = {
  readonly finalLevel: number;
  /** Rows up to the final level. */
  readonly rows: number;
  /** Rows of each year up to the final level. */
  readonly years: ReadonlyMap<number, number>;
  /** Where ranks are not dense, in words; empty when all is well. */
  readonly gaps: readonly string[];
};

export type ChunkDigest = {
  readonly chunk: number;
  readonly firstId: number;
  readonly lastId: number;
  /** SHA-256 of the rows when the chunk was full for the first time, hexadecimal. */
  readonly digest: string;
  /** The same of the rows as they are now. */
  readonly digestNow: string;
};

export type AuditReport = {
  readonly at: Date;
  readonly level: number;
  readonly rows: number;
  readonly findings: readonly string[];
};

export type AuditStore = {
  census(): Promise<Census>;
  /** Digests the full chunks of final rows that have none yet; all digests there are. */
  digestChunks(signal: AbortSignal): Promise<number>;
  chunk(chunk: number): Promise<ChunkDigest | undefined>;
  /** The oldest and the newest final row of each year, in ascending order. */
  landmarks(): Promise<readonly Landmark[]>;
  record(report: AuditReport, events: Events): Promise<void>;
};

export type AuditPorts = {
  readonly upstream: Upstream;
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly tell: Tell;
  /** Where the mirror stands. */
  readonly mirror: () => Promise<ChainSyncState>;
};

/** Compares the mirror with the chain; what it finds is told and recorded, never repaired silently. */
export type Audit = (signal: AbortSignal) => Promise<AuditReport>;

export function auditOf(ports: AuditPorts): Audit {
  return async (signal) => {
    const census = await ports.store.census();
    const findings = [
      ...census.gaps,
      ...(await confirmed(() => countFindings(ports, census, signal))),
      ...(await chunkFindings(ports, census, signal)),
      ...(await confirmed(() => landmarkFindings(ports, signal))),
    ];
    const { rows, finalLevel: level } = census;
    const report = { at: new Date(ports.clock.now()), level, rows, findings };
    const command = { type: "RecordAudit", level, rows, findings } as const;
    await ports.store.record(report, decided(await ports.mirror(), command));
    ports.tell(
      findings.length === 0
        ? { type: "AuditPassed", rows, level }
        : { type: "AuditFailed", findings },
    );
    return report;
  };
}

/** A finding wakes somebody up: a single answer is no proof, for a count that was cut off is still a number. */
async function confirmed(look: () => Promise<string[]>): Promise<string[]> {
  const found = await look();
  return found.length === 0 ? found : look();
}

async function countFindings(
  ports: AuditPorts,
  census: Census,
  signal: AbortSignal,
): Promise<string[]> {
  const last = yearOf(ports.clock.now() / 1000);
  const years = Array.from({ length: last - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);
  const scopes: { readonly name: string; readonly ours: number; readonly years?: YearRange }[] = [
    { name: "all years", ours: census.rows },
    ...years.map((year) => ({
      name: String(year),
      ours: census.years.get(year) ?? 0,
      years: { from: year, to: year + 1 },
    })),
  ];
  const findings: string[] = [];
  for (const { name, ours, ...scope } of scopes) {
    const theirs = await ports.upstream.count({ ...scope, levelMax: census.finalLevel }, signal);
    // An audit that compared nothing must not look like one that passed.
    if (theirs === undefined) return [...findings, NOT_COUNTED];
    if (theirs !== ours)
      findings.push(`${name}: the chain has ${theirs} delegations, the mirror ${ours}`);
  }
  return findings;
}

/** The text of a row that goes into its chunk's digest. */
function chunkLine({ id, level, hash, counter, nonce, amount }: Delegation): string {
  return `${id},${level},${hash},${counter},${nonce},${amount}\n`;
}

/** Compares one chunk, another one each time, with the digest taken when it was stored: as it is here, and on the chain. */
async function chunkFindings(
  ports: AuditPorts,
  census: Census,
  signal: AbortSignal,
): Promise<string[]> {
  const chunks = await ports.store.digestChunks(signal);
  const kept = await ports.store.chunk(Math.floor(ports.random() * chunks));
  if (kept === undefined) return [];
  const name = `chunk ${kept.chunk} (ids ${kept.firstId} to ${kept.lastId})`;
  const changed = kept.digestNow === kept.digest ? [] : [`${name} is not what was stored`];
  const differing = await confirmed(async () => {
    const digest = await chainDigest(ports.upstream, { kept, census }, signal);
    return digest === kept.digest ? [] : [`${name} differs from the chain`];
  });
  return [...changed, ...differing];
}

type KeptChunk = { readonly kept: ChunkDigest; readonly census: Census };

/** SHA-256 of the chunk's rows as the upstream tells them. */
async function chainDigest(
  upstream: Upstream,
  { kept, census }: KeptChunk,
  signal: AbortSignal,
): Promise<string> {
  const stretch = {
    levelMax: census.finalLevel,
    afterId: kept.firstId - 1,
    beforeId: kept.lastId + 1,
  };
  const digest = createHash("sha256");
  for await (const rows of rangeRows(upstream, { stretch, expected: CHUNK_ROWS }, signal)) {
    for (const row of rows) digest.update(chunkLine(row));
  }
  return digest.digest("hex");
}

/** Asks for the oldest and the newest row of each year by their ids: a load may even have met two numberings. */
async function landmarkFindings(
  { store, upstream }: AuditPorts,
  signal: AbortSignal,
): Promise<string[]> {
  const landmarks = await store.landmarks();
  const { isRenumbered, differing } = await askNumbering(upstream, landmarks, signal);
  if (differing.length === 0) return [];
  return isRenumbered
    ? [RENUMBERED]
    : [`the chain has other operations, or none, under the ids ${differing.join(", ")}`];
}
