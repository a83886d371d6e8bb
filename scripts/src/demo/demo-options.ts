import { parseArgs } from "node:util";

/** All delegations of mainnet on 2025-07-16. */
const ROWS = 760_930;
const RATE = 10;
/** Blocks come eight times as often as on mainnet, so that there is something to see. */
const BLOCK_TIME = "1s";
const REORGS = "0.05";

export const DEMO_HELP = `npm run demo [-- options]    the whole house on this machine, with a simulated outside world

  --rows N          delegations on the simulated chain (${ROWS})
  --rps N           requests a second that the simulated TzKT lets through (${RATE})
  --block-time T    how often the simulated chain gets a block, such as 500ms (${BLOCK_TIME})
  --reorgs P        the chance that a reorganisation comes instead, from 0 to 1 (${REORGS})
  --until-synced    end as soon as everything is served, for scripts
  --fresh           forget what earlier demos stored
  --help            this text

Ctrl-C stops everything; the next start goes on where this one stopped.
`;

export type DemoOptions = {
  readonly rows: number;
  readonly perSecond: number;
  /** As the stand-in takes it. */
  readonly blockTime: string;
  readonly reorgs: string;
  readonly isUntilSynced: boolean;
  readonly isFresh: boolean;
};

export type ReadDemoOptions =
  | ({ readonly kind: "run" } & DemoOptions)
  | { readonly kind: "help" }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

function whole(text: string, name: string, mistakes: string[]): number {
  if (!/^[1-9]\d{0,6}$/.test(text))
    mistakes.push(`--${name} takes a whole number from 1, not "${text}"`);
  return Number(text);
}

function paceMistakes(blockTime: string, reorgs: string): readonly string[] {
  const isTime = /^[1-9]\d{0,5}(ms|s)$/.test(blockTime);
  const isChance = /^(0(\.\d{1,9})?|1)$/.test(reorgs);
  return [
    ...(isTime ? [] : [`--block-time takes a time such as 500ms or 2s, not "${blockTime}"`]),
    ...(isChance ? [] : [`--reorgs takes a chance from 0 to 1, not "${reorgs}"`]),
  ];
}

/** Reads what follows `npm run demo --`; every mistake is listed. */
export function readDemoOptions(args: readonly string[]): ReadDemoOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rows: { type: "string", default: String(ROWS) },
        rps: { type: "string", default: String(RATE) },
        "block-time": { type: "string", default: BLOCK_TIME },
        reorgs: { type: "string", default: REORGS },
        "until-synced": { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return { kind: "help" };
    const mistakes: string[] = [];
    const rows = whole(values.rows, "rows", mistakes);
    const perSecond = whole(values.rps, "rps", mistakes);
    const { "block-time": blockTime, reorgs } = values;
    mistakes.push(...paceMistakes(blockTime, reorgs));
    if (mistakes.length > 0) return { kind: "mistakes", mistakes };
    const { "until-synced": isUntilSynced, fresh: isFresh } = values;
    return { kind: "run", rows, perSecond, blockTime, reorgs, isUntilSynced, isFresh };
  } catch (error) {
    return { kind: "mistakes", mistakes: [error instanceof Error ? error.message : String(error)] };
  }
}
