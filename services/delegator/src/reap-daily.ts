import { setTimeout as sleep } from "node:timers/promises";

import { openDatabase } from "@holdfast/postgres";
import { reapCommands } from "@holdfast/postgres/event-store";
import type { Logger } from "@holdfast/telemetry";

import { SCHEMA } from "./schema.ts";

/** Not while a history may be loading. */
const FIRST_MS = 10 * 60 * 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

export type Reaping = {
  /** As the `system` role: the memory of commands belongs to the kernel. */
  readonly systemUrl: string;
  readonly logger: Logger;
};

/** Forgets, once a day, the commands of the log that nobody will repeat any more. Disposal waits for what is under way. */
export function reapDaily({ systemUrl, logger }: Reaping): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const rest = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  const reap = async (): Promise<void> => {
    await using database = openDatabase({
      url: systemUrl,
      applicationName: "delegator-reap",
      max: 1,
    });
    const reaped = await reapCommands({
      database,
      schema: SCHEMA,
      nowMs: Date.now,
      sleep: rest,
      signal,
    });
    logger.debug({ reaped }, "old commands forgotten");
  };
  const run = async (): Promise<void> => {
    await rest(FIRST_MS);
    while (!signal.aborted) {
      await reap().catch((err: unknown) => logger.warn({ err }, "old commands are still kept"));
      await rest(DAY_MS);
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await running;
    },
  };
}
