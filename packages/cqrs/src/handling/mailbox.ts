import type { Tagged } from "../decider.ts";
import type { StreamAddress } from "../event-store/event-store.ts";
import type { Refusal } from "../refusal.ts";
import type { Job } from "./job.ts";
import { Round, type RoundOptions } from "./round.ts";

/**
 * The commands of one stream that wait for each other. Whatever has gathered while one append was under way is decided
 * together: a stream that many write to has as many appends as round trips, and no conflicts of its own making.
 */
export class Mailbox<
  Command extends Tagged,
  State,
  Event extends Tagged,
  RefusalType extends Refusal,
  Context,
> {
  readonly #stream: StreamAddress;
  readonly #options: RoundOptions<Command, State, Event, RefusalType, Context>;
  readonly #onEmpty: () => void;
  readonly #waiting: Job<Command, Event, RefusalType>[] = [];
  #isRunning = false;

  constructor(
    stream: StreamAddress,
    options: RoundOptions<Command, State, Event, RefusalType, Context>,
    onEmpty: () => void,
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#onEmpty = onEmpty;
  }

  deliver(job: Job<Command, Event, RefusalType>): void {
    this.#waiting.push(job);
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Commands that are sent in the same moment are decided together.
      await Promise.resolve();
      const jobs = this.#waiting.splice(0, JOBS_MAX);
      await new Round(this.#stream, jobs, this.#options).run();
    }
    this.#onEmpty();
  }
}

/** As many as an append takes, if each has an event or two. */
const JOBS_MAX = 512;
