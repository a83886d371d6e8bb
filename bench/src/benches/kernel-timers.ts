import { setTimeout as sleep } from "node:timers/promises";

import { type Database, openDatabase } from "@holdfast/postgres";

import { type Child, startChild } from "../child.ts";
import { wholeNumber } from "../command-line.ts";
import type { Bench, BenchOptions, Outcome, Report } from "../contract.ts";
import type { AlarmQuestions } from "../kernel-timers/alarm-questions.ts";
import { fillTimers } from "../kernel-timers/fill-timers.ts";
import { checkFired, latenessOf } from "../kernel-timers/fired-timers.ts";
import { appendsToOneStream } from "../kernel/append-cells.ts";
import { kernelRival, type KernelRival, SCHEMA } from "../kernel/kernel-rival.ts";
import { WrongLog } from "../kernel/wrong-log.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { serverVersion } from "../server-version.ts";
import { percentiles } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const OWNERS = 2;
const APPENDERS = 4;
const APPENDED_AT_ONCE = 200;
/** Timers are written long before they are due; then the owners' clocks are set to just before the first. */
const HOUR_MS = 3_600_000;
/** For the owners to start in. */
const LEAD_MS = 3_000;
const LOOK_MS = 20;
const GIVE_UP_MS = 120_000;

type Sizes = { readonly timers: number; readonly seconds: number; readonly rate: number };

export const bench: Bench = {
  title:
    "kernel: how late timers fire beside appends, and how quickly two owners catch up with them",
  options: {
    timers: "timers in the database; 100000, 4000 with --quick",
    seconds: "how long timers come due beside appends; 60, 4 with --quick",
    rate: "timers that come due in each of these seconds; 500",
  },
  async run(report, options) {
    const sizes = sizesOf(options);
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    await using kernel = await kernelRival(server.adminUrl);
    await using admin = openDatabase({ url: kernel.adminUrl, applicationName: "bench", max: 1 });
    report.progress(`writing ${sizes.timers} timers`);
    const firstMs = Date.now() + HOUR_MS;
    const loaded = sizes.seconds * sizes.rate;
    await fillTimers(kernel, sizes.timers, (number) =>
      number < loaded ? firstMs + (number * 1_000) / sizes.rate : firstMs + 2 * HOUR_MS,
    );
    await admin.query({ text: `vacuum (analyze) ${SCHEMA}.timers, ${SCHEMA}.events` });
    const stage = { kernel, admin, sizes, report, firstMs, loaded };
    report.note(loadNote());
    const measured = await measure(stage);
    report.note(loadNote());
    return outcome(stage, measured, options.quick);
  },
};

function sizesOf({ quick, rest }: BenchOptions): Sizes {
  const seconds = wholeNumber("seconds", rest["seconds"] ?? (quick ? "4" : "60"), 1);
  const rate = wholeNumber("rate", rest["rate"] ?? "500", 1);
  // One at least is left to catch up with.
  const least = seconds * rate + 1;
  const timers = wholeNumber("timers", rest["timers"] ?? (quick ? "4000" : "100000"), least);
  return { timers, seconds, rate };
}

type Stage = {
  readonly kernel: KernelRival;
  readonly admin: Database;
  readonly sizes: Sizes;
  readonly report: Report;
  /** When the first timer is due. */
  readonly firstMs: number;
  /** Timers that come due beside appends. */
  readonly loaded: number;
};

type Measured = {
  readonly lateMs: readonly number[];
  readonly appendsPerSecond: number;
  readonly caughtUpPerSecond: number;
};

async function measure(stage: Stage): Promise<Measured> {
  const { kernel, admin, sizes, report, firstMs, loaded } = stage;
  const { timers, seconds, rate } = sizes;
  await using held = new AsyncDisposableStack();
  const owners = Array.from({ length: OWNERS }, () =>
    held.use(startChild<AlarmQuestions>(PROGRAM)),
  );
  const untilFirstMs = await startOwners(owners, kernel, firstMs);
  report.progress(`${seconds} s of ${rate} timers a second, beside ${APPENDERS} that append`);
  await sleep(untilFirstMs);
  const appended = await keepAppending(kernel, seconds * 1_000);
  const before = timers * HISTORY + appended;
  await until(admin, before + loaded);
  const lateMs = await latenessOf(admin, firstMs + HOUR_MS);
  report.progress(`${timers - loaded} timers that are all overdue`);
  const startedMs = performance.now();
  for (const owner of owners) await owner.ask("jump", 3 * HOUR_MS);
  await until(admin, before + timers);
  const caughtUpSeconds = (performance.now() - startedMs) / 1_000;
  await checkFired(admin, timers);
  await kernel.check(before + timers);
  return {
    lateMs,
    appendsPerSecond: appended / seconds,
    caughtUpPerSecond: (timers - loaded) / caughtUpSeconds,
  };
}

const PROGRAM = new URL("../kernel-timers/alarm-process.ts", import.meta.url);
/** Events of a process before its timer fires. */
const HISTORY = 2;

/** Starts owners whose clocks are a little before the first timer; says by how much. */
async function startOwners(
  owners: readonly Child<AlarmQuestions>[],
  { url, systemUrl }: KernelRival,
  firstMs: number,
): Promise<number> {
  const aheadMs = firstMs - LEAD_MS - Date.now();
  for (const [at, owner] of owners.entries()) {
    await owner.ask("start", { name: `owner-${at}`, url, systemUrl, schema: SCHEMA, aheadMs });
  }
  return firstMs - aheadMs - Date.now();
}

/** Others write to the log meanwhile, as fast as it answers; returns how many events they wrote. */
async function keepAppending(kernel: KernelRival, forMs: number): Promise<number> {
  const untilMs = performance.now() + forMs;
  let appended = 0;
  for (let turn = 0; performance.now() < untilMs; turn += 1) {
    const cell = { name: `beside${turn}`, callers: APPENDERS, calls: APPENDED_AT_ONCE };
    appended += (await appendsToOneStream(kernel, cell)).calls;
  }
  return appended;
}

/** Waits until the log has so many events. */
async function until(admin: Database, events: number): Promise<void> {
  const text = `select position::int from ${SCHEMA}.log_head`;
  const giveUpMs = performance.now() + GIVE_UP_MS;
  for (;;) {
    const { rows } = await admin.query<{ readonly position: number }>({ text });
    const position = rows[0]?.position ?? 0;
    if (position >= events) return;
    if (performance.now() > giveUpMs) {
      throw new WrongLog(`${events - position} timers have not fired`);
    }
    await sleep(LOOK_MS);
  }
}

function outcome(
  { report, sizes }: Stage,
  { lateMs, appendsPerSecond, caughtUpPerSecond }: Measured,
  isQuick: boolean,
): Outcome {
  const { p50, p99 } = percentiles(lateMs);
  const maxMs = Math.max(...lateMs);
  report.table(
    ["milliseconds late beside appends", "timers", "p50", "p99", "max"],
    [[`${sizes.rate} a second`, lateMs.length, p50, p99, maxMs]],
  );
  const late = must("late beside appends, p99 in seconds", p99 / 1_000, "<=", 1);
  const figures = {
    timers: sizes.timers,
    lateP50Ms: p50,
    lateP99Ms: p99,
    lateMaxMs: maxMs,
    appendsPerSecond: Math.round(appendsPerSecond),
    caughtUpPerSecond: Math.round(caughtUpPerSecond),
  };
  return { figures, musts: [isQuick ? undecided(late) : late] };
}
