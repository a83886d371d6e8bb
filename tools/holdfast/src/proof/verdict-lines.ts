import type { LogFault, LogVerdict } from "@holdfast/postgres/notary";

/** What was verified: a log, or a file that was written of one. */
export type Verified = {
  readonly verdict: LogVerdict;
  readonly source: "log" | "export";
  /** Checkpoints of a witness that were compared; undefined without one. */
  readonly witnessed: number | undefined;
};

/** A verdict for people. */
export function verdictLines({ verdict, source, witnessed }: Verified): readonly string[] {
  if (!verdict.ok) return [faultLine(verdict.fault), REMEDY[source]];
  const { verified, sealed } = verdict;
  return [
    `${events(verified)} right: ${WHAT[source]}`,
    sealedLine(verified, sealed, source),
    ...(witnessed === undefined ? [] : [witnessLine(witnessed)]),
  ];
}

const WHAT = {
  log: "each is what its leaf was made of, and none is missing between them",
  export:
    "each is where it was, and versions count up in each stream, as far as checkpoints say so",
} as const;

const REMEDY = {
  log:
    "keep this database as it is, stop what writes to it, and compare it with an export or a backup: " +
    "docs/how-to/verify-a-log.md",
  export:
    "fetch the export again; if it is wrong again, ask for the log to be verified where it is",
} as const;

/** The first thing that is wrong. */
function faultLine({ code, position, upTo, sentence }: LogFault): string {
  const place =
    position === upTo ? `at position ${position}` : `somewhere from ${position} to ${upTo}`;
  return `WRONG ${place}: ${sentence} (${code})`;
}

function sealedLine(verified: number, sealed: number, source: Verified["source"]): string {
  if (verified === 0) return "no checkpoint speaks for anything, as there is nothing";
  if (verified === sealed) return `signed: all of them, up to position ${sealed}`;
  const whoever =
    source === "log" ? "whoever owns the database" : "whoever has had the export in his hands";
  const rest = `${whoever} could have written ${sealed === 0 ? "them" : "those after it"}`;
  if (sealed === 0) return `signed: none of them; ${rest}`;
  return `signed: those up to position ${sealed}; ${rest}`;
}

function witnessLine(witnessed: number): string {
  if (witnessed === 0) return "the witness keeps no checkpoint: it says nothing";
  return `witnessed: ${witnessed} checkpoint${witnessed === 1 ? "" : "s"} of the witness fit`;
}

function events(count: number): string {
  return `${count} ${count === 1 ? "event is" : "events are"}`;
}
