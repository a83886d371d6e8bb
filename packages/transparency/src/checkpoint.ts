import { bytesOfBase64 } from "./base64.ts";
import type { TreeState } from "./consistency-proof.ts";
import { EMPTY_ROOT, type Hash, isHash } from "./hash.ts";
import type { NoteSigner, NoteVerifier } from "./note-key.ts";
import { type NoteFault, openNote, signNote } from "./signed-note.ts";
import { isSize } from "./subtree.ts";

/** What a log said about itself: so many leaves, and their root (C2SP tlog-checkpoint). */
export type Checkpoint = {
  /** Which log; by custom the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** Further lines, none of them empty. */
  readonly extensions?: readonly string[];
};

/** What is wrong with the text of a checkpoint. */
export type CheckpointFault =
  | "malformed_checkpoint"
  | "malformed_origin"
  | "malformed_size"
  | "size_too_large"
  | "malformed_root"
  | "empty_root_differs";

/** Writes the text that is signed. Throws `RangeError` for what could not be read again. */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if ([origin, ...extensions].some((line) => line.includes("\n"))) {
    throw new RangeError("a line of a checkpoint holds a line break");
  }
  const base64 = isHash(root) ? Buffer.from(root, "hex").toString("base64") : "";
  const text = [origin, size, base64, ...extensions].map((line) => `${line}\n`).join("");
  const read = parseCheckpoint(text);
  if (typeof read === "string") throw new RangeError(`not a checkpoint: ${read}`);
  return text;
}

/** Reads the text of a checkpoint; says what is wrong with it. */
export function parseCheckpoint(text: string): Checkpoint | CheckpointFault {
  const [origin = "", digits = "", base64, ...rest] = text.split("\n");
  const isEnded = rest.pop() === "";
  if (base64 === undefined || !isEnded || rest.includes("")) return "malformed_checkpoint";
  if (origin === "") return "malformed_origin";
  const state = stateOf(digits, base64);
  if (typeof state === "string") return state;
  return { origin, ...state, ...(rest.length > 0 && { extensions: rest }) };
}

function stateOf(digits: string, base64: string): TreeState | CheckpointFault {
  if (!SIZE.test(digits)) return "malformed_size";
  const size = Number(digits);
  if (!isSize(size)) return "size_too_large";
  const bytes = bytesOfBase64(base64);
  if (bytes?.length !== HASH_BYTES) return "malformed_root";
  const root = bytes.toString("hex");
  return size === 0 && root !== EMPTY_ROOT ? "empty_root_differs" : { size, root };
}

/** Signs a checkpoint. Throws `RangeError` for what is none. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): string {
  return signNote(formatCheckpoint(checkpoint), signers);
}

/** Reads a checkpoint that a known key has signed, and that is of the log one asks about. */
export function openCheckpoint(
  note: string,
  { origin, verifiers }: { readonly origin: string; readonly verifiers: readonly NoteVerifier[] },
): Checkpoint | CheckpointFault | NoteFault | "foreign_origin" {
  const opened = openNote(note, verifiers);
  if (typeof opened === "string") return opened;
  const checkpoint = parseCheckpoint(opened.text);
  if (typeof checkpoint === "string") return checkpoint;
  return checkpoint.origin === origin ? checkpoint : "foreign_origin";
}

/** Decimal, without a leading zero. */
const SIZE = /^(?:0|[1-9][0-9]*)$/;
const HASH_BYTES = 32;
