import { parseArgs } from "node:util";

import { ROWS_MAX } from "./generate-delegations.ts";
import type { LimiterKind } from "./limiter.ts";
import { MAINNET_ROWS } from "./yearly-counts.ts";

/** What the command line asks for; files are still to be read. */
export type CommandLine = {
  readonly seed: number;
  readonly rows: number;
  readonly records: string | undefined;
  readonly head: number | undefined;
  readonly host: string;
  readonly port: number;
  readonly perSecond: number;
  readonly limiter: LimiterKind | "none";
  readonly retryAfter: boolean;
  readonly faults: string | undefined;
  readonly gzip: boolean;
  readonly pages: "lazy" | "prepared";
  readonly endsAt: string | undefined;
  readonly density: number;
  readonly blockTimeMs: number | undefined;
  readonly reorgs: number;
  readonly resume: string | undefined;
  readonly hub: "on" | "off";
  readonly hubFaults: string | undefined;
};

/** A command line, a request for help, or everything wrong with it. */
export type ReadCommandLine =
  | { readonly kind: "run"; readonly commandLine: CommandLine }
  | { readonly kind: "help" }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

/** What `--help` prints. */
export const HELP = `tzkt-standin: a stand-in for the delegation part of the TzKT API

  --seed N          what the data are drawn from (42)
  --rows N          how many delegations (${MAINNET_ROWS})
  --records FILE    serve the delegations of this JSON array instead
  --head N|auto     level of the newest block (auto: a little above the last row)
  --ends-at TIME    instead of --head: the newest block is the last one before that time
  --block-time TIME how long until the next block comes, as 200ms, 8s or 1m (none comes)
  --reorgs CHANCE   how likely a reorganisation comes instead of a block, 0 to 1 (0)
  --resume FILE     go on where the chain was, as this file tells, and keep it up to date
  --density N       delegations in a new block, on average (1)
  --hub on|off      whether there is a live channel at /v1/ws (on)
  --hub-faults FILE what goes wrong with it, as JSON
  --host HOST       where to listen (127.0.0.1)
  --port N          0 for any free port (9001)
  --rps N           requests a second that are let through (10)
  --limiter KIND    fixed, sliding, bucket or none (sliding)
  --retry-after     tell refused clients how long to wait
  --faults FILE     what goes wrong, as JSON
  --pages KIND      lazy: answers are made anew; prepared: kept once made (lazy)
  --no-gzip         never compress
  --help            this text
`;

/** Reads the arguments after the name of the program. */
export function readCommandLine(args: readonly string[]): ReadCommandLine {
  const options = new CommandOptions(args);
  if (options.has("help")) return { kind: "help" };
  const isAuto = (options.text("head") ?? "auto") === "auto";
  const commandLine: CommandLine = {
    seed: options.whole("seed", { most: 2 ** 32 - 1, fallback: 42 }),
    rows: options.whole("rows", { most: ROWS_MAX, fallback: MAINNET_ROWS }),
    records: options.text("records"),
    head: isAuto ? undefined : options.whole("head", { least: 1, most: 2 ** 31 - 1, fallback: 1 }),
    host: options.text("host") ?? "127.0.0.1",
    port: options.whole("port", { most: 65_535, fallback: 9001 }),
    perSecond: options.whole("rps", { most: 1_000_000, fallback: 10 }),
    limiter: options.oneOf("limiter", LIMITERS) ?? "sliding",
    retryAfter: options.has("retry-after"),
    faults: options.text("faults"),
    gzip: !options.has("no-gzip"),
    pages: options.oneOf("pages", PAGES) ?? "lazy",
    ...liveOptions(options),
  };
  const { mistakes } = options;
  return mistakes.length > 0 ? { kind: "mistakes", mistakes } : { kind: "run", commandLine };
}

type LiveOptions = Pick<
  CommandLine,
  "endsAt" | "density" | "blockTimeMs" | "reorgs" | "resume" | "hub" | "hubFaults"
>;

function liveOptions(options: CommandOptions): LiveOptions {
  return {
    endsAt: options.text("ends-at"),
    density: options.fraction("density", { most: DENSITY_MAX, fallback: 1 }),
    blockTimeMs: options.duration("block-time"),
    reorgs: options.fraction("reorgs", { most: 1, fallback: 0 }),
    resume: options.text("resume"),
    hub: options.oneOf("hub", SWITCH) ?? "on",
    hubFaults: options.text("hub-faults"),
  };
}

const DENSITY_MAX = 1000;
const SWITCH = ["on", "off"] as const;
const LIMITERS = ["fixed", "sliding", "bucket", "none"] as const;
const PAGES = ["lazy", "prepared"] as const;
const FLAGS = ["retry-after", "no-gzip", "help"] as const;
const VALUED = [
  "seed",
  "rows",
  "records",
  "head",
  "host",
  "port",
  "rps",
  "limiter",
  "faults",
  "pages",
  "ends-at",
  "block-time",
  "reorgs",
  "resume",
  "density",
  "hub",
  "hub-faults",
] as const;

const UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
]);

type Flag = (typeof FLAGS)[number];
type Valued = (typeof VALUED)[number];

type Bounds = { readonly least?: number; readonly most: number; readonly fallback: number };

/** Options as written, and what is wrong with them, collected while they are read. */
class CommandOptions {
  readonly mistakes: string[] = [];
  readonly #flags = new Set<string>();
  readonly #texts = new Map<string, string>();

  constructor(args: readonly string[]) {
    const options = Object.fromEntries([
      ...FLAGS.map((name) => [name, { type: "boolean" }] as const),
      ...VALUED.map((name) => [name, { type: "string" }] as const),
    ]);
    const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
    for (const token of tokens) {
      if (token.kind === "positional") this.mistakes.push(`${token.value} is not an option`);
      if (token.kind === "option") this.#add(token.name, token.value);
    }
  }

  has(name: Flag): boolean {
    return this.#flags.has(name);
  }

  text(name: Valued): string | undefined {
    return this.#texts.get(name);
  }

  whole(name: Valued, { least = 0, most, fallback }: Bounds): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.mistakes.push(`--${name} is not a whole number from ${least} to ${most}: ${text}`);
    return fallback;
  }

  fraction(name: Valued, { least = 0, most, fallback }: Bounds): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,6}(?:\.\d{1,9})?$/u.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.mistakes.push(`--${name} is not a number from ${least} to ${most}: ${text}`);
    return fallback;
  }

  /** In milliseconds. */
  duration(name: Valued): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [, digits = "", unit = ""] = /^(\d{1,6})(ms|s|m)$/u.exec(text) ?? [];
    const value = Number(digits) * (UNITS.get(unit) ?? 0);
    if (value > 0) return value;
    this.mistakes.push(`--${name} is no duration such as 200ms, 8s or 1m: ${text}`);
    return undefined;
  }

  oneOf<Choice extends string>(name: Valued, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    const choice = choices.find((known) => known === text);
    if (text !== undefined && choice === undefined) {
      this.mistakes.push(`--${name} is not one of ${choices.join(", ")}: ${text}`);
    }
    return choice;
  }

  #add(name: string, value: string | undefined): void {
    const isFlag = FLAGS.some((known) => known === name);
    const isValued = VALUED.some((known) => known === name);
    if (!isFlag && !isValued) this.mistakes.push(`--${name} is not known`);
    else if (isFlag && value !== undefined) this.mistakes.push(`--${name} takes no value`);
    else if (isValued && value === undefined) this.mistakes.push(`--${name} needs a value`);
    else if (value === undefined) this.#flags.add(name);
    else this.#texts.set(name, value);
  }
}
