import type { Arguments } from "./arguments.ts";
import type { OptionName } from "./options.ts";
import type { World } from "./world.ts";

/** What is known of a command without loading it. */
export type CommandOutline = {
  readonly summary: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly options: readonly OptionName[];
  /** How many arguments there are, at least and at most. */
  readonly arity: readonly [number, number];
  readonly examples: readonly string[];
  /** More that one has to know, in full sentences. */
  readonly notes?: string;
  /** The module is loaded when its command is asked for: `list` starts in a fraction of what all of them take. */
  readonly load: () => Promise<{ readonly run: Run }>;
};

/** Does the work of a command; gives the exit code where it is not 0. Throws `FavkitError`. */
export type Run = (args: Arguments, world: World) => Promise<number | void>;
