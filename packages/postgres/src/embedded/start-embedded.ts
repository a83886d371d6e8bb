import { mkdir, realpath } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { answers } from "./answers.ts";
import { copyHome } from "./copy-home.ts";
import { type EmbeddedServer, embeddedServer } from "./embedded-server.ts";
import { EmbeddedStartFailed } from "./embedded-start-failed.ts";
import { ensureDatabase } from "./ensure-database.ts";
import { initialise } from "./initialise.ts";
import { stopLeftover } from "./leftover.ts";
import { choosePlace } from "./place.ts";
import { type Pointer, readPointer, writePointer } from "./pointer.ts";
import { identify, isRunning } from "./process-identity.ts";
import { runGuarded } from "./run-guarded.ts";
import { serverSecret } from "./secret.ts";
import { type ServerSettings, serverSettings } from "./server-settings.ts";
import { startLock } from "./start-lock.ts";

/** Which server, and how it runs if this call is the one that starts it. */
export type EmbeddedOptions = {
  /** The folder that stands for the server; created if it is missing. */
  readonly directory: string;
  /** Whether what was committed survives a crash of the machine; true. Tests say false. */
  readonly durable?: boolean;
  /** Takes what the server cannot reach in the checkout; a folder of the system by default. */
  readonly outside?: string;
  /**
   * The `home` of a server that was stopped in good order, whose data and secret a new server copies: a tenth of a second
   * instead of two or three. Needs the program `cp`.
   */
  readonly template?: string | undefined;
  /** Settings of PostgreSQL over the defaults of the house. */
  readonly settings?: ServerSettings;
  /** Tried first; by default the port of the last start, then any free one. */
  readonly port?: number;
  /** Told what takes its time: the first start creates the data, which takes some seconds. */
  readonly log?: (message: string) => void;
};

/**
 * Attaches to the server of the directory, or starts it and owns it. An owned server stops when it
 * is disposed of and when this process ends, however that happens. Several processes may call this
 * at once: one starts, the others attach. Throws `NoBinaryForPlatform` or `EmbeddedStartFailed`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  await mkdir(options.directory, { recursive: true, mode });
  const directory = await realpath(options.directory);
  const running = await findRunning(directory);
  if (running !== undefined) return running;
  await using _lock = await startLock(directory);
  return (await findRunning(directory)) ?? (await start(directory, options));
}

async function findRunning(directory: string): Promise<EmbeddedServer | undefined> {
  const pointer = await readPointer(directory);
  // A server whose owner is gone still answers for the moment that its guard takes to notice.
  if (pointer === undefined || !isRunning(pointer.guard)) return undefined;
  if (!isRunning(pointer.owner)) return undefined;
  const { home, port } = pointer;
  const secret = await serverSecret(home);
  if (!(await answers({ home, port, secret }))) return undefined;
  return embeddedServer({ directory, home, secret, running: pointer });
}

async function start(directory: string, options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { durable = true, log = () => undefined } = options;
  const last = await readPointer(directory);
  if (last !== undefined) await endLast(last);
  const { outside } = options;
  const place = await choosePlace({ directory, known: last?.home, outside });
  const { home } = place;
  if (options.template !== undefined) await copyHome(options.template, home);
  const secret = await serverSecret(home);
  // Also where the file that told of it has been lost.
  await stopLeftover(home);
  await initialise(place, { secret, durable, log });

  const settings = serverSettings(durable, options.settings);
  const running = await runGuarded(place, { secret, port: options.port ?? last?.port, settings });
  await using held = new AsyncDisposableStack();
  held.defer(running.stop);
  await ensureDatabase({ port: running.port, secret });
  await writePointer(directory, { home, ...running, owner: identify(process.pid) });
  held.move();
  log(`started PostgreSQL on 127.0.0.1:${running.port}`);
  return embeddedServer({ directory, home, secret, running, stop: running.stop });
}

/** Waits for a server that is about to stop. */
async function endLast({ guard, home }: Pointer): Promise<void> {
  const untilMs = performance.now() + STOPPING_MS_MAX;
  while (isRunning(guard)) {
    if (performance.now() > untilMs) {
      throw new EmbeddedStartFailed(`the server in ${home} runs, but does not answer`);
    }
    await sleep(POLL_MS);
  }
}

/** Longer than the guard takes to stop a server that resists. */
const STOPPING_MS_MAX = 30_000;
const POLL_MS = 25;
