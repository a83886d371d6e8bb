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
  readonly #died: Promise<never>;

  constructor() {
    this.#child = fork(fileURLToPath(PROGRAM), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#ready = once(this.#child, "message");
    this.#died = once(this.#child, "exit").then(([code]) => {
      throw new SoakFailure(`the process ended with ${String(code)}`);
    });
    this.#died.catch(() => undefined); // Whoever asks it something is told.
  }

  /** Lives through the history of a seed. Throws `SoakFailure` when the process dies of it. */
  async live(seed: number): Promise<HistoryEnd> {
    await Promise.race([this.#ready, this.#died]);
    const answered = once(this.#child, "message").then(([message]) => endOf(message));
    this.#child.send({ seed });
    return Promise.race([answered, this.#died]);
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
