import { once } from "node:events";
import { createServer } from "node:net";

import { startServiceProcess, type ServiceProcess } from "@holdfast/service-process";

const ENTRY = new URL("../src/main.ts", import.meta.url);

/** A rail that is killed again and again, and each time comes back at the same place with the same journal. */
export class KilledRail implements AsyncDisposable {
  readonly #args: readonly string[];
  #running: Promise<ServiceProcess>;

  private constructor(args: readonly string[]) {
    this.#args = args;
    this.#running = this.#start();
  }

  /** Starts it for the first time. */
  static async start(journal: string, ...args: readonly string[]): Promise<KilledRail> {
    const rail = new KilledRail(["--port", `${await freePort()}`, "--journal", journal, ...args]);
    await rail.url();
    return rail;
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    return (await this.#running).url;
  }

  /** Ends it as a crash would, and brings it back. */
  async crash(): Promise<void> {
    const killed = await this.#running;
    this.#running = this.#restart(killed);
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#running)[Symbol.asyncDispose]();
  }

  async #restart(killed: ServiceProcess): Promise<ServiceProcess> {
    killed.kill("SIGKILL");
    await killed.exited;
    return this.#start();
  }

  #start(): Promise<ServiceProcess> {
    return startServiceProcess({ entry: ENTRY, args: this.#args, env: {} });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
