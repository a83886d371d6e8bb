import { appendsToNewStreams, appendsToOneStream } from "./append-cells.ts";
import type { Called } from "./callers.ts";
import { atLeast, atMost, type Cell, type Figures, type Stage } from "./cell.ts";
import { rawBatches, rawInserts } from "./raw-inserts.ts";

const CALLERS = 64;
const CALLERS_SATURATED = 1_024;
/** Emmett collapses where many write to one stream; so few calls take it seconds. */
const HOT_PART = 40;

/** Appends of one event each: to new streams, from one caller and from many, and to one stream. */
export const appendsCell: Cell = {
  rows: ["A1", "A2", "A3", "A11", "A21"],
  measure,
  bounds: [
    atLeast("A1 to Emmett", 5),
    atLeast("A1 to one row a commit", 1.2),
    atLeast("A1 to 512 rows a commit", 0.2),
    atLeast("A2 to the same three rows", 0.4),
    atLeast("A3 to Emmett", 50),
    atLeast("A3 to 512 rows a commit", 0.3),
    atMost("A11 p50 to Emmett", 1),
    atMost("A11 p99 to Emmett", 1.2),
    atMost("A11 p50 to a bare insert", 2.5),
    atMost("A21 p99 to Emmett", 0.4),
  ],
};

async function measure(stage: Stage): Promise<Figures> {
  const { kernel, emmett, calls, round, written } = stage;
  const cell = (name: string, callers: number, part = 1) => ({
    name: `${name}${round}`,
    callers,
    calls: Math.max(callers, Math.round(calls / part)),
  });
  const { url } = kernel;
  const fresh = {
    ours: await appendsToNewStreams(kernel, cell("fresh", CALLERS)),
    emmett: await emmett.appendsToNewStreams(cell("fresh", CALLERS, 4)),
  };
  const raw = await rawInserts(url, cell("raw", CALLERS));
  const rawBatch = await rawBatches(url, { name: `batch${round}`, rows: calls, isWhole: false });
  const saturated = await appendsToNewStreams(kernel, cell("saturated", CALLERS_SATURATED));
  const rawWhole = await rawBatches(url, { name: `whole${round}`, rows: calls, isWhole: true });
  const lone = {
    ours: await appendsToNewStreams(kernel, cell("lone", 1, 10)),
    emmett: await emmett.appendsToNewStreams(cell("lone", 1, 10)),
  };
  const rawLone = await rawInserts(url, cell("rawlone", 1, 10));
  const hot = {
    ours: await appendsToOneStream(kernel, cell("hot", CALLERS)),
    emmett: await emmett.appendsToOneStream(cell("hot", CALLERS, HOT_PART)),
  };
  written.kernel += events([fresh.ours, lone.ours, hot.ours, saturated]);
  written.emmett += events([fresh.emmett, lone.emmett, hot.emmett]);
  return {
    "kernel, 64 callers: appends a second": fresh.ours.perSecond,
    "kernel, 1,024 callers: appends a second": saturated.perSecond,
    "kernel, one stream, 64 callers: appends a second": hot.ours.perSecond,
    "Emmett, 64 callers: appends a second": fresh.emmett.perSecond,
    "one row a commit, 64 connections: rows a second": raw.perSecond,
    "512 rows a commit: rows a second": rawBatch,
    "512 times three rows a commit: events a second": rawWhole,
    "kernel, one caller: p50 ms": lone.ours.p50Ms,
    "Emmett, one caller: p50 ms": lone.emmett.p50Ms,
    "bare insert, one connection: p50 ms": rawLone.p50Ms,
    "A1 to Emmett": fresh.ours.perSecond / fresh.emmett.perSecond,
    "A1 to one row a commit": fresh.ours.perSecond / raw.perSecond,
    "A1 to 512 rows a commit": fresh.ours.perSecond / rawBatch,
    "A2 to the same three rows": saturated.perSecond / rawWhole,
    "A3 to Emmett": hot.ours.perSecond / hot.emmett.perSecond,
    "A3 to 512 rows a commit": hot.ours.perSecond / rawBatch,
    "A11 p50 to Emmett": lone.ours.p50Ms / lone.emmett.p50Ms,
    "A11 p99 to Emmett": lone.ours.p99Ms / lone.emmett.p99Ms,
    "A11 p50 to a bare insert": lone.ours.p50Ms / rawLone.p50Ms,
    "A21 p99 to Emmett": fresh.ours.p99Ms / fresh.emmett.p99Ms,
  };
}

function events(called: readonly Called[]): number {
  return called.reduce((sum, { calls }) => sum + calls, 0);
}
