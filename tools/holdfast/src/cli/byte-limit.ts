import type { CommandOption } from "./command.ts";
import { type Given, WHOLE_MAX } from "./given.ts";
import type { Session } from "./session.ts";

/** More than anybody reads on a screen. */
const BYTES_MAX = 8_388_608;

export const MAX_BYTES: CommandOption = {
  type: "string",
  value: "N",
  help: `end after about that many bytes of output (${BYTES_MAX})`,
};

/** Counts what is printed, and says where that is enough. */
export class ByteLimit {
  readonly #max: number;
  #printed = 0;

  /** As `--max-bytes` says. Throws `UsageError`. */
  constructor(given: Given, otherwise = BYTES_MAX) {
    this.#max = given.whole("max-bytes", 1) ?? otherwise;
  }

  /** How many of the next lines are still within it; the very first line always is, so that one gets on. */
  take(lines: readonly string[]): number {
    for (const [at, line] of lines.entries()) {
      const bytes = Buffer.byteLength(line) + 1;
      if (this.#printed > 0 && this.#printed + bytes > this.#max) return at;
      this.#printed += bytes;
    }
    return lines.length;
  }

  /** Says how to see what was left out, and where it begins if it can be begun with; to programs beside what they read. */
  async tellMore({ isJson, write, complain }: Session, next?: bigint | number): Promise<void> {
    const more = `--max-bytes ${Math.min(2 * this.#max, WHOLE_MAX)} shows more at once`;
    const line = `and more: ${next === undefined ? "" : `--from ${next} goes on there, `}${more}`;
    if (isJson) complain(line);
    else await write([line]);
  }
}
