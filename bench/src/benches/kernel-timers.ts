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
const LEAD_MS = 500;
/** Timers that are due at once, and fire before anything is measured. */
const WARMING = 1_000;
const LOOK_MS = 20;
const GIVE_UP_MS = 120_000;

type Sizes = { readonly timers: number; readonly seconds: number; readonly rate: number };

export const bench: Bench = {
  title:
    "kernel: how late timers fire beside appends, and how quickly two owners catch up with them",
  options: {
    timers: "timers in the database; 100000, 4000 with --quick",
    seconds: "how long timers come due beside appends; 60, 4 with --quick",
    rate: "timers that come due in each of these seconds; 300",
  },
  async run(report, options) {
    const sizes = sizesOf(options);
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    await using kernel = await kernelRival(server.adminUrl);
    await using admin = openDatabase({ url: kernel.adminUrl, applicationName: "bench", max: 1 });
    report.progress(`writing ${sizes.timers} timers`);
    const firstMs = Date.now() + HOUR_MS;
    await fillTimers(kernel, WARMING + sizes.timers, (number) =>
      dueAtMs(number - WARMING, sizes, firstMs),
    );
    await admin.query({ text: `vacuum (analyze) ${SCHEMA}.timers, ${SCHEMA}.events` });
    const stage = { kernel, admin, sizes, report, firstMs };
    report.note(loadNote());
    const measured = await measure(stage);
    report.note(loadNote());
    return outcome(stage, measured, options.quick);
  },
};

function sizesOf({ quick, rest }: BenchOptions): Sizes {
  const seconds = wholeNumber("seconds", rest["seconds"] ?? (quick ? "4" : "60"), 1);
  const rate = wholeNumber("rate", rest["rate"] ?? "300", 1);
  // One at least is left to catch up with.
  const least = seconds * rate + 1;
  const timers = wholeNumber("timers", rest["timers"] ?? (quick ? "4000" : "100000"), least);
  return { timers, seconds, rate };
}

/** Some are due before all others, some one after another, the rest long after that. */
function dueAtMs(number: number, { seconds, rate }: Sizes, firstMs: number): number {
  if (number < 0) return firstMs - HOUR_MS;
  return number < seconds * rate ? firstMs + (number * 1_000) / rate : firstMs + 2 * HOUR_MS;
}

type Stage = {
  readonly kernel: KernelRival;
  readonly admin: Database;
  readonly sizes: Sizes;
  readonly report: Report;
  /** When the first timer is due. */
  readonly firstMs: number;
};

type Measured = {
  readonly lateMs: readonly number[];
  readonly appendsPerSecond: number;
  readonly caughtUpPerSecond: number;
};

async function measure({ kernel, admin, sizes, report, firstMs }: Stage): Promise<Measured> {
  const { timers, seconds, rate } = sizes;
  const loaded = seconds * rate;
  const written = (WARMING + timers) * HISTORY;
  await using held = new AsyncDisposableStack();
  const owners = new Owners(Array.from({ length: OWNERS }, () => held.use(startChild(PROGRAM))));
  await owners.start(kernel);
  await until(admin, written + WARMING);
  report.progress(`${seconds} s of ${rate} timers a second, beside ${APPENDERS} that append`);
  await owners.jump(firstMs - LEAD_MS - Date.now());
  await sleep(LEAD_MS);
  const appended = await keepAppending(kernel, seconds * 1_000);
  const before = written + WARMING + appended;
  await until(admin, before + loaded);
  const lateMs = await latenessOf(admin, { fromMs: firstMs, toMs: firstMs + HOUR_MS });
  report.progress(`${timers - loaded} timers that are all overdue`);
  const startedMs = performance.now();
  await owners.jump(2 * HOUR_MS);
  await until(admin, before + timers);
  const caughtUpSeconds = (performance.now() - startedMs) / 1_000;
  await checkFired(admin, WARMING + timers);
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

class Owners {
  readonly #children: readonly Child<AlarmQuestions>[];

  constructor(children: readonly Child<AlarmQuestions>[]) {
    this.#children = children;
  }

  async start({ url, systemUrl }: KernelRival): Promise<void> {
    for (const [at, child] of this.#children.entries()) {
      await child.ask("start", { name: `owner-${at}`, url, systemUrl, schema: SCHEMA });
    }
  }

  async jump(ms: number): Promise<void> {
    await Promise.all(this.#children.map((child) => child.ask("jump", ms)));
  }
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
