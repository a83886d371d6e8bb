import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { gone } from "./gone.ts";

/** What a process that was told to start a server got. */
export type Started = {
  readonly adminUrl: string;
  readonly home: string;
  readonly owned: boolean;
  readonly pid: number;
  readonly port: number;
};

type OwnerOptions = {
  readonly script?: URL;
  readonly uid?: number;
  readonly outside?: string;
};

/** A process of its own that starts or attaches to a server. */
export class Owner implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #server: Started | undefined;

  constructor(directory: string, options: OwnerOptions = {}) {
    const script = options.script ?? new URL("./start-server.ts", import.meta.url);
    const account = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
    const words = [fileURLToPath(script), directory, options.outside ?? ""];
    this.child = spawn(process.execPath, words, {
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, as a shell gives to each job.
      detached: true,
      ...account,
    });
    this.#exit = once(this.child, "exit");
  }

  /** Its first and only line, or what it complained about. */
  async started(): Promise<Started> {
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new TypeError("the owner has no output");
    const said = await Promise.race([once(stdout, "data"), once(stdout, "end")]);
    if (said.length === 0) throw new RangeError(await text(stderr));
    const started: unknown = JSON.parse(String(said[0]));
    if (!isStarted(started)) throw new RangeError(`unexpected: ${String(said[0])}`);
    this.#server = started;
    return started;
  }

  /** Ctrl-C: a terminal interrupts the whole group. Returns when the owner has noticed. */
  async interrupt(): Promise<void> {
    const { stdout, pid } = this.child;
    if (stdout === null || pid === undefined) throw new TypeError("the owner does not run");
    const noticed = once(stdout, "data");
    process.kill(-pid, "SIGINT");
    await noticed;
  }

  async end(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#exit;
  }

  /** Its folder may be removed after this: the server has ended too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    if (this.#server?.owned) await gone(this.#server.pid);
  }
}

function isStarted(value: unknown): value is Started {
  if (typeof value !== "object" || value === null) return false;
  return "adminUrl" in value && "home" in value && "owned" in value && "pid" in value;
}
