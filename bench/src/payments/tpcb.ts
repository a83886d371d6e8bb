import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { openDatabase } from "@holdfast/postgres";

import { ChildFailed } from "../child-failed.ts";
import { childEnvironment } from "../config.ts";
import { percentiles } from "../statistics.ts";
import { statementsOfTpcb } from "./tpcb-statements.ts";
import { TPCB_TABLES } from "./tpcb-tables.ts";

/** TPC-B on the server that the service uses, in a database of its own. */
export type Tpcb = AsyncDisposable & {
  /** False where the seven statements run through `pg` instead, which is slower: it decides nothing. */
  readonly isPgbench: boolean;
  /** Transactions a second of 16 clients. */
  perSecond(seconds: number): Promise<number>;
  /** How long 99 of 100 transactions take that come at this rate, in milliseconds; undefined without pgbench. */
  p99Ms(perSecond: number, seconds: number): Promise<number | undefined>;
};

const DATABASE = "bench_tpcb";
const MODE = ["--protocol=prepared", "--client=16", "--jobs=2", "--no-vacuum"];
const RATE = /^tps = ([0-9.]+)/m;
/** Of a line in the log of transactions: microseconds since it was due. */
const LATENCY = 2;

/** Makes the tables, at scale 10. */
export async function openTpcb(adminUrl: string): Promise<Tpcb> {
  await using held = new AsyncDisposableStack();
  const admin = held.use(openDatabase({ url: adminUrl, applicationName: "bench", max: 1 }));
  await admin.query({ text: `drop database if exists ${DATABASE} with (force)` });
  await admin.query({ text: `create database ${DATABASE}` });
  held.defer(async () => {
    await admin.query({ text: `drop database ${DATABASE} with (force)` });
  });
  const url = new URL(adminUrl);
  url.pathname = `/${DATABASE}`;
  {
    await using tables = openDatabase({ url: url.href, applicationName: "bench", max: 1 });
    for (const text of TPCB_TABLES) await tables.query({ text });
  }
  const isPgbench = await hasPgbench();
  const end = held.move();
  return {
    isPgbench,
    async perSecond(seconds) {
      if (!isPgbench) return statementsOfTpcb(url.href, seconds);
      return Number(RATE.exec(await pgbench(url, [`--time=${seconds}`]))?.[1]);
    },
    p99Ms: async (perSecond, seconds) =>
      isPgbench ? pgbenchP99(url, perSecond, seconds) : undefined,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}

const run = promisify(execFile);

async function hasPgbench(): Promise<boolean> {
  try {
    await run("pgbench", ["--version"]);
    return true;
  } catch {
    return false;
  }
}

async function pgbench(url: URL, args: readonly string[], cwd = tmpdir()): Promise<string> {
  const { hostname, port, username, password } = url;
  const env = {
    ...childEnvironment(),
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: DATABASE,
  };
  const { stdout, stderr } = await run("pgbench", [...MODE, ...args], { env, cwd });
  if (RATE.test(stdout)) return stdout;
  throw new ChildFailed(`pgbench told no rate: ${stdout}${stderr}`);
}

async function pgbenchP99(url: URL, perSecond: number, seconds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "bench-tpcb-"));
  try {
    const rate = `--rate=${Math.round(perSecond)}`;
    await pgbench(url, [`--time=${seconds}`, rate, "--log"], folder);
    const logs = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
    );
    const lines = logs.flatMap((log) => log.trimEnd().split("\n"));
    return percentiles(lines.map((line) => Number(line.split(" ")[LATENCY]) / 1000)).p99;
  } finally {
    await rm(folder, { recursive: true });
  }
}
