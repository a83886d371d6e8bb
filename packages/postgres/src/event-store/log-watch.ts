import type { Database } from "../database.ts";
import { untilAborted } from "../until-aborted.ts";

type Listening = { readonly stop: AbortController; readonly ended: Promise<void> };

/** One connection that listens for all subscriptions of a process, while there are any. */
export class LogWatch {
  readonly #database: Database;
  readonly #channel: string;
  readonly #watchers = new Set<() => void>();
  #listening: Listening | undefined;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#channel = `${schema}_events`;
  }

  async watch(onGrown: () => void, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    // Two subscriptions may share a function.
    const watcher = (): void => onGrown();
    this.#watchers.add(watcher);
    this.#listening ??= this.#listen();
    const listening = this.#listening;
    try {
      await untilAborted(() => listening.ended, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) await this.#end(listening);
    }
  }

  #listen(): Listening {
    const stop = new AbortController();
    const tell = (): void => {
      for (const watcher of this.#watchers) watcher();
    };
    const options = { onNotify: tell, onListening: tell, signal: stop.signal };
    const ended = this.#database.listen(this.#channel, options);
    ended.catch(() => undefined);
    return { stop, ended };
  }

  async #end(listening: Listening): Promise<void> {
    if (this.#listening === listening) this.#listening = undefined;
    listening.stop.abort();
    await listening.ended.catch(() => undefined);
  }
}
