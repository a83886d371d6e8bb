import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

import { openDatabase } from "@holdfast/postgres";
import { type DatabaseUrls, databaseUrls } from "@holdfast/postgres/embedded";
import { type ServiceProcess, startServiceProcess } from "@holdfast/service-process";

import { givenDatabase } from "../config.ts";
import { ROOT } from "../repository.ts";
import { type DemoOptions } from "./demo-options.ts";
import { endOfFailure } from "./end-of-failure.ts";
import { freePort } from "./free-port.ts";
import { LiveLine } from "./live-line.ts";
import { progressLine } from "./progress-line.ts";
import { NO_PROGRESS, type SyncProgress, readProgress } from "./sync-progress.ts";

const TZKT_PORT = 9001;
const DELEGATOR_PORT = 8081;

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
  if (setting.isFresh) await forget(urls.adminUrl);
  if (stop.aborted) return stopped();
  say(
    `• simulated TzKT, ${setting.rows.toLocaleString("en-US")} delegations, ${setting.perSecond} requests/s`,
  );
  const tzkt = held.use(await startTzkt(setting));
  say(`  ${tzkt.url}/v1/operations/delegations`);
  if (stop.aborted) return stopped();
  return await watchDelegator({ setting, urls, tzkt, stop });
}

async function startDatabase({ directory }: DemoSetting): Promise<DatabaseUrls> {
  const log = (message: string): void => say(`  ${message}`);
  const place = { directory: join(directory, "postgres"), service: "delegator", log };
  return databaseUrls({ ...place, ...givenDatabase() });
}

/** Drops what the demo's services stored, and nothing else. */
async function forget(adminUrl: string): Promise<void> {
  await using database = openDatabase({ url: adminUrl, applicationName: "demo", max: 1 });
  await database.query({ text: "drop schema if exists delegator cascade" });
}

function entry(path: string): URL {
  return pathToFileURL(join(ROOT, path));
}

async function startTzkt({ rows, perSecond }: DemoSetting): Promise<ServiceProcess> {
  const port = await freePort(TZKT_PORT);
  return startServiceProcess({
    entry: entry("standins/tzkt/src/main.ts"),
    args: ["--rows", String(rows), "--rps", String(perSecond), "--port", String(port)],
    env: {},
  });
}

type Scene = {
  readonly setting: DemoSetting;
  readonly urls: DatabaseUrls;
  readonly tzkt: ServiceProcess;
  readonly stop: AbortSignal;
};

async function watchDelegator(scene: Scene): Promise<number> {
  const { setting, stop } = scene;
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
  await sayFirstPage({ url: delegator.url, started, stop });
  const line = new LiveLine(process.stdout, () => progressLine(progress, Date.now()));
  line.start();
  const ending = Promise.withResolvers<"stopped" | "died">();
  stop.addEventListener("abort", () => ending.resolve("stopped"), { once: true });
  if (stop.aborted) ending.resolve("stopped");
  void delegator.exited.then(() => ending.resolve("died"));
  const first = await Promise.race([synced.promise, ending.promise]);
  line.stop();
  if (first === "synced") {
    sayAddresses(delegator.url, progress.done);
    if (!setting.isUntilSynced) await ending.promise;
  }
  const hasDied = !stop.aborted && first === "died";
  say(hasDied ? `the delegator has ended; its log is ${log.path}` : "\nstopping");
  return hasDied ? 1 : 0;
}

type LogFile = AsyncDisposable & {
  readonly path: string;
  write(line: string): void;
};

async function logFile(directory: string, service: string): Promise<LogFile> {
  const folder = join(directory, "logs");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${service}.log`);
  const file = createWriteStream(path);
  return {
    path,
    // A process that was killed may be heard after it is known to be dead.
    write: (line) => void (file.writableEnded || file.write(`${line}\n`)),
    [Symbol.asyncDispose]: async () => {
      file.end();
      await finished(file);
    },
  };
}

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

/** Asks for page 1 until it is there: it comes long before the history does. */
async function sayFirstPage({ url, started, stop }: FirstPage): Promise<void> {
  for (let attempt = 0; attempt < FIRST_PAGE_ATTEMPTS && !stop.aborted; attempt += 1) {
    const body = await bodyOf(`${url}/xtz/delegations?per_page=1`, stop);
    if (body !== undefined) {
      say(`  page 1 is right after ${((Date.now() - started) / 1000).toFixed(1)} s: ${body}`);
      return;
    }
    await sleep(FIRST_PAGE_REST_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

type FirstPage = { readonly url: string; readonly started: number; readonly stop: AbortSignal };

/** What is there; undefined while nothing is, or when it is not wanted any more. */
async function bodyOf(url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal });
    return answer.ok ? (await answer.text()).trim() : undefined;
  } catch {
    return undefined;
  }
}

const FIRST_PAGE_ATTEMPTS = 100;
const FIRST_PAGE_REST_MS = 50;
const PAGE_SIZE = 50;

function sayAddresses(url: string, rows: number): void {
  const last = Math.max(1, Math.ceil(rows / PAGE_SIZE));
  say(`
Try it:
  ${url}/xtz/delegations                    most recent first
  ${url}/xtz/delegations?page=${last}         the very first delegations
  ${url}/xtz/delegations?year=2021&page=2   one year
  ${url}/v1/status                          mirror and chain
  ${url}/metrics                            for Prometheus
  ${url}/openapi.json                       for clients

Ctrl-C stops everything; the next start goes on where this one stopped.`);
}
