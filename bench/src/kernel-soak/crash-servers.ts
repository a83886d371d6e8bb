import { setTimeout as sleep } from "node:timers/promises";

import { type CrashServer, crashServer } from "@holdfast/postgres/testing";

/** A server nobody has asked for so long is not needed any more. */
const IDLE_MS_MAX = 2_000;

type Settings = NonNullable<Parameters<typeof crashServer>[0]>;

/** Durable servers that seeds kill: as many as seeds run at a time. */
export class CrashServers {
  readonly #settings: Settings;
  readonly #idle: CrashServer[] = [];

  constructor(settings: Settings = {}) {
    this.#settings = settings;
  }

  /** Lends a server that nobody else uses; one under which `work` failed is not lent again. */
  async with<T>(work: (server: CrashServer) => Promise<T>): Promise<T> {
    const lent = this.#idle.pop() ?? (await crashServer(this.#settings));
    let isSound = false;
    try {
      const result = await work(lent);
      isSound = true;
      return result;
    } finally {
      if (isSound) this.#keep(lent);
      else await lent[Symbol.asyncDispose]();
    }
  }

  #keep(server: CrashServer): void {
    this.#idle.push(server);
    void this.#endIdle(server);
  }

  async #endIdle(server: CrashServer): Promise<void> {
    await sleep(IDLE_MS_MAX);
    const at = this.#idle.indexOf(server);
    if (at === -1) return;
    this.#idle.splice(at, 1);
    await server[Symbol.asyncDispose]();
  }
}
