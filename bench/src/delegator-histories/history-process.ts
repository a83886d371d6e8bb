import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { isRecord } from "../registry.ts";
import { SoakFailure } from "../soak-failure.ts";

const PROGRAM = new URL("../../../services/delegator/test/histories/main.ts", import.meta.url);

/** How a history ended: why it failed, if it did, and its story. */
export type HistoryEnd = {
  readonly failure: string | undefined;
  readonly notes: readonly string[];
};

/** A process that lives through histories of the delegator, one at a time, on a database server of its own. */
export class HistoryProcess {
  readonly #child: ChildProcess;
  readonly #ready: Promise<unknown>;

  constructor() {
    this.#child = fork(fileURLToPath(PROGRAM), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#ready = once(this.#child, "message");
  }

  /** Lives through the history of a seed. Throws `SoakFailure` when the process dies of it. */
  async live(seed: number): Promise<HistoryEnd> {
    await this.#ready;
    const answered = Promise.withResolvers<HistoryEnd>();
    const died = (code: number | null): void =>
      answered.reject(new SoakFailure(`the process ended with ${code}`));
    this.#child.once("message", (message) => answered.resolve(endOf(message)));
    this.#child.once("exit", died);
    this.#child.send({ seed });
    try {
      return await answered.promise;
    } finally {
      this.#child.off("exit", died);
    }
  }

  /** Lets it end; its database server goes with it. */
  end(): void {
    this.#child.disconnect();
  }
}

function endOf(message: unknown): HistoryEnd {
  if (!isRecord(message) || !Array.isArray(message["notes"])) {
    return { failure: "no answer", notes: [] };
  }
  const { failure, notes } = message;
  return { failure: typeof failure === "string" ? failure : undefined, notes: notes.map(String) };
}
