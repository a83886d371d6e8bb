import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { openDatabase } from "@holdfast/postgres";
import { type DatabaseUrls, databaseUrls } from "@holdfast/postgres/embedded";
import { ServiceDied, type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { givenDatabase } from "../config.ts";
import { ROOT } from "../repository.ts";
import { addresses } from "./addresses.ts";
import type { DemoOptions } from "./demo-options.ts";
import { endOfFailure } from "./end-of-failure.ts";
import { firstPage } from "./first-page.ts";
import { freePort } from "./free-port.ts";
import { thousands } from "./in-words.ts";
import { LiveLine } from "./live-line.ts";
import { logFile } from "./log-file.ts";
import { OtherChain } from "./other-chain.ts";
import { type PaymentsDemo, startPaymentsDemo } from "./payments/start-payments.ts";
import { progressLine } from "./progress-line.ts";
import { NO_PROGRESS, type SyncProgress, readProgress } from "./sync-progress.ts";
import { tipLine } from "./tip-line.ts";

const TZKT_PORT = 9001;
const DELEGATOR_PORT = 8081;
/** It makes every block of earlier demos again: a minute for those of a day. */
const TZKT_READY_MS_MAX = 600_000;

export type DemoSetting = DemoOptions & { readonly directory: string };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Starts everything, shows the sync, and waits to be stopped; the exit code. */
export async function runDemo(setting: DemoSetting, stop: AbortSignal): Promise<number> {
  try {
    return await play(setting, stop);
  } catch (error) {
    return endOfFailure(error, stop, say);
  }
}

function stopped(): number {
  say("\nstopping");
  return 0;
}

async function play(setting: DemoSetting, stop: AbortSignal): Promise<number> {
  say("Holdfast demo: everything on this machine, nothing leaves it\n");
  if (setting.isFresh && givenDatabase().databaseUrl !== undefined) {
    say("--fresh is refused while DATABASE_URL is set: it would drop a schema of your own server");
    return 2;
  }
  await using held = new AsyncDisposableStack();
  say("• PostgreSQL");
  const urls = held.use(await startDatabase(setting));
  if (setting.isFresh) await forget(setting, urls.adminUrl);
  if (stop.aborted) return stopped();
  say(
    `• simulated TzKT, ${thousands(setting.rows)} delegations, ${setting.perSecond} requests/s, a block every ${setting.blockTime}`,
  );
  const tzkt = held.use(await startTzkt(setting));
  say(`  ${tzkt.url}/v1/operations/delegations`);
  if (stop.aborted) return stopped();
  say("• rail, payments");
  const payments = held.use(await startPaymentsDemo(setting.directory, say));
  if (stop.aborted) return stopped();
  return await watchDelegator({ setting, urls, tzkt, stop, payments });
}

async function startDatabase({ directory }: DemoSetting): Promise<DatabaseUrls> {
  const log = (message: string): void => say(`  ${message}`);
  const place = { directory: join(directory, "postgres"), service: "delegator", log };
  return databaseUrls({ ...place, ...givenDatabase() });
}

/** Drops what the demo's services stored and the simulated chain, and nothing else. */
async function forget({ directory }: DemoSetting, adminUrl: string): Promise<void> {
  for (const file of [chainFile(directory), join(directory, "rail.jsonl")]) {
    await rm(file, { force: true });
  }
  await using database = openDatabase({ url: adminUrl, applicationName: "demo", max: 1 });
  await database.query({
    text: "drop schema if exists delegator cascade; drop schema if exists payments cascade",
  });
}

function entry(path: string): URL {
  return pathToFileURL(join(ROOT, path));
}

/** Without it the next start would find a chain that is shorter than what was mirrored of it as final. */
function chainFile(directory: string): string {
  return join(directory, "tzkt-chain.json");
}

async function startTzkt(setting: DemoSetting): Promise<ServiceProcess> {
  const { rows, perSecond, blockTime, reorgs, directory } = setting;
  const options = {
    rows: String(rows),
    rps: String(perSecond),
    port: String(await freePort(TZKT_PORT)),
    "block-time": blockTime,
    reorgs,
    resume: chainFile(directory),
  };
  try {
    return await startServiceProcess({
      entry: entry("standins/tzkt/src/main.ts"),
      args: Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
      env: {},
      readyMs: TZKT_READY_MS_MAX,
    });
  } catch (error) {
    const isOther = error instanceof ServiceDied && error.message.includes("of another chain");
    throw isOther ? new OtherChain(error) : error;
  }
}

type Scene = {
  readonly setting: DemoSetting;
  readonly urls: DatabaseUrls;
  readonly tzkt: ServiceProcess;
  readonly stop: AbortSignal;
  readonly payments: PaymentsDemo;
};

async function watchDelegator(scene: Scene): Promise<number> {
  const { setting, stop, payments } = scene;
  let progress: SyncProgress = NO_PROGRESS;
  const synced = Promise.withResolvers<"synced">();
  // Ends after the delegator, which says its last words while it is stopped.
  await using log = await logFile(setting.directory, "delegator");
  const started = Date.now();
  say("• delegator");
  await using delegator = await startDelegator(scene, (line) => {
    log.write(line);
    progress = readProgress(progress, line);
    if (progress.phase === "live") synced.resolve("synced");
  });
  await sayFirstPage(delegator.url, { started, stop });
  const ending = endingOf(delegator, stop);
  const first = await drawn(() => progressLine(progress, Date.now()), [synced.promise, ending]);
  if (first === "synced") say(`${payments.words}${addresses(delegator.url, progress.done)}`);
  const isOver = first !== "synced" || setting.isUntilSynced;
  const last = isOver ? first : await drawn(() => tipLine(progress, Date.now()), [ending]);
  const hasDied = !stop.aborted && last === "died";
  say(hasDied ? `the delegator has ended; its log is ${log.path}` : "\nstopping");
  return hasDied ? 1 : 0;
}

/** Shows a line until the first of these comes. */
async function drawn<Ending>(
  text: () => string,
  endings: readonly Promise<Ending>[],
): Promise<Ending> {
  const line = new LiveLine(process.stdout, text);
  line.start();
  try {
    return await Promise.race(endings);
  } finally {
    line.stop();
  }
}

function endingOf(delegator: ServiceProcess, stop: AbortSignal): Promise<"stopped" | "died"> {
  const ending = Promise.withResolvers<"stopped" | "died">();
  stop.addEventListener("abort", () => ending.resolve("stopped"), { once: true });
  if (stop.aborted) ending.resolve("stopped");
  void delegator.exited.then(() => ending.resolve("died"));
  return ending.promise;
}

async function sayFirstPage(url: string, { started, stop }: Watched): Promise<void> {
  const body = await firstPage(url, stop);
  if (body === undefined) return;
  say(`  page 1 is right after ${((Date.now() - started) / 1000).toFixed(1)} s: ${body}`);
}

type Watched = { readonly started: number; readonly stop: AbortSignal };

async function startDelegator(
  { urls, tzkt, setting }: Scene,
  onLine: (line: string) => void,
): Promise<ServiceProcess> {
  return startServiceProcess({
    entry: entry("services/delegator/src/main.ts"),
    env: {
      DATABASE_URL: urls.url,
      DATABASE_ADMIN_URL: urls.adminUrl,
      TZKT_URL: tzkt.url,
      TZKT_RPS: String(setting.perSecond),
      HTTP_PORT: String(await freePort(DELEGATOR_PORT)),
      // The progress below is read from the log, and pages are told at this level.
      LOG_LEVEL: "debug",
      LOG_FORMAT: "json",
    },
    onLine,
  });
}
