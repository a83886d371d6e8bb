import { parseArgs } from "node:util";

import { BadFaultPlan } from "./bad-fault-plan.ts";
import { FAULT_KINDS, readFaultPlan } from "./read-fault-plan.ts";
import type { StartOptions } from "./start-rail.ts";

/** A command line, a request for help, or what is wrong with it. */
export type ReadCommandLine =
  | { readonly kind: "run"; readonly options: StartOptions }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly mistake: string };

/** What `--help` prints. */
export const HELP = `rail-standin: a stand-in for the clearing gateway of a bank

  --port N             0 for any free port (9002)
  --host HOST          where to listen (127.0.0.1)
  --journal FILE       keep the books in this file (in memory)
  --seed N             what chance is drawn from (0)
  --fault KIND=CHANCE  what goes wrong, with a probability from 0 to 1; may be given several times:
                       ${FAULT_KINDS.slice(0, 6).join(", ")},
                       ${FAULT_KINDS.slice(6).join(", ")}; also PUT, GET and DELETE /control/faults
  --accept-after TIME  from receipt to acceptance, as 0ms, 20ms, 8s, 1m or 24h (100ms)
  --settle-after TIME  from acceptance to settlement (1s)
  --return-after TIME  from settlement until the money comes back (24h)
  --help               this text
`;

const OPTIONS = {
  port: { type: "string", default: "9002" },
  host: { type: "string", default: "127.0.0.1" },
  journal: { type: "string" },
  seed: { type: "string", default: "0" },
  fault: { type: "string", multiple: true, default: [] },
  "accept-after": { type: "string", default: "100ms" },
  "settle-after": { type: "string", default: "1s" },
  "return-after": { type: "string", default: "24h" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const PORT_MAX = 65_535;
const UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** Reads the arguments after the name of the program. */
export function readCommandLine(args: readonly string[]): ReadCommandLine {
  try {
    const options = { ...OPTIONS, fault: { ...OPTIONS.fault, default: [] } };
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return values.help ? { kind: "help" } : readValues(values);
  } catch (error) {
    // An option that is not known, or one without its value: Node says which.
    return mistake(error instanceof Error ? error.message : "bad arguments");
  }
}

type Values = Readonly<
  Record<Exclude<keyof typeof OPTIONS, "journal" | "fault" | "help">, string>
> & {
  readonly journal?: string;
  readonly fault: readonly string[];
};

function readValues(values: Values): ReadCommandLine {
  const { host, journal } = values;
  const port = wholeOf(values.port);
  if (!(port <= PORT_MAX)) return mistake(`--port must be a whole number from 0 to ${PORT_MAX}`);
  const paceNames = ["accept-after", "settle-after", "return-after"] as const;
  const [acceptMs = 0, settleMs = 0, returnMs = 0] = paceNames.map((name) => msOf(values[name]));
  const wrong = paceNames.find((name) => Number.isNaN(msOf(values[name])));
  if (wrong !== undefined) return mistake(`--${wrong} is no time such as 20ms, 8s, 1m or 24h`);
  try {
    const faults = readFaultPlan({ seed: wholeOf(values.seed), faults: values.fault.map(faultOf) });
    const pace = { acceptMs, settleMs, returnMs };
    const kept = journal === undefined ? {} : { journal };
    return { kind: "run", options: { host, port, pace, faults, ...kept } };
  } catch (error) {
    if (error instanceof BadFaultPlan) return mistake(`--seed, --fault: ${error.message}`);
    throw error;
  }
}

function faultOf(text: string): { readonly kind: string; readonly probability: number } {
  const [, kind = "", chance = ""] = /^(\w+)=(\d(?:\.\d{1,9})?)$/u.exec(text) ?? [];
  if (kind === "") throw new BadFaultPlan(`${text} is not KIND=CHANCE`);
  return { kind, probability: Number(chance) };
}

/** NaN for what is no whole number. */
function wholeOf(text: string): number {
  return /^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN;
}

/** NaN for what is no time. */
function msOf(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,6})(ms|s|m|h)$/u.exec(text) ?? [];
  return Number(digits) * (UNITS.get(unit) ?? Number.NaN);
}

function mistake(text: string): ReadCommandLine {
  return { kind: "mistake", mistake: text };
}
