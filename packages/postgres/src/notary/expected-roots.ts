import { type Hash, type NoteVerifier, openCheckpoint } from "@holdfast/transparency";

import { faultAt, type LogFault, type LogFaultCode } from "./log-fault.ts";

/** Whose checkpoints are believed. */
export type Believed = {
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
};

/** A checkpoint, and where it was found. */
export type Claim = {
  readonly note: string;
  readonly from: "head" | "witness";
  /** What stands beside the note, if anything does. */
  readonly beside?: { readonly size: number; readonly root: Hash };
};

/** A root that the tree has to have at a size. */
export type ExpectedRoot = {
  readonly size: number;
  readonly root: Hash;
  readonly from: Claim["from"];
};

/** What a checkpoint claims; or that nobody believes it, at the first position that it could speak for. */
export function expectedRoot(
  claim: Claim,
  believed: Believed,
  sealed: number,
): ExpectedRoot | LogFault {
  const read = openCheckpoint(claim.note, believed);
  const { beside, from } = claim;
  const why = typeof read === "string" ? read : undefined;
  if (typeof read !== "string") {
    const isAsBeside =
      beside === undefined || (beside.size === read.size && beside.root === read.root);
    if (isAsBeside) return { size: read.size, root: read.root, from };
  }
  const code = from === "head" ? "head_not_believed" : "witness_not_believed";
  const last = Math.max(beside?.size ?? sealed + 1, sealed + 1);
  return faultAt(code, [sealed + 1, last], `a checkpoint: ${why ?? "signed for something else"}`);
}

const DIFFERS = { head: "head_root_differs", witness: "witness_root_differs" } as const;
const BEYOND = { head: "head_beyond_log", witness: "witness_beyond_log" } as const;

/** The fault of a tree that has another root, or has not got so far; `sealed` is what an earlier root speaks for. */
export function rootFault({ size, from }: ExpectedRoot, sealed: number, end?: number): LogFault {
  const code: LogFaultCode = end === undefined ? DIFFERS[from] : BEYOND[from];
  const first = end === undefined ? sealed + 1 : end + 1;
  const what = end === undefined ? "are others now" : `were there, ${end} are`;
  return faultAt(code, [first, size], `${size} events ${what}, says a checkpoint (${from})`);
}
