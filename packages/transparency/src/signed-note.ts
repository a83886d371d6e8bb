import { bytesOfBase64 } from "./base64.ts";
import { isNoteName, type KeyHash, type NoteSigner, type NoteVerifier } from "./note-key.ts";

/** A text and who signed it (C2SP signed-note). */
export type SignedNote = {
  /** Ends with a line break. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

/** One signature line; whose key it is is told by name and hash, and proven by the signature alone. */
export type NoteSignature = {
  readonly name: string;
  readonly keyHash: KeyHash;
  readonly signature: Uint8Array;
};

/** Why a note is not believed. */
export type NoteFault =
  | "note_too_large"
  | "malformed_note"
  | "malformed_signature"
  | "too_many_signatures"
  | "no_known_signature"
  | "wrong_signature";

/** A note that was believed. */
export type OpenedNote = {
  readonly text: string;
  /** The names of the known keys that signed it, in the order of their lines. */
  readonly signedBy: readonly string[];
};

const CHARACTERS_MAX = 65_536;
const SIGNATURES_MAX = 100;
const KEY_HASH_BYTES = 4;
const DASH = "\u2014 ";

/** Signs a text, which ends with a line break. Throws `RangeError` for one that no note can carry. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text)) throw new RangeError("not the text of a note");
  const lines = signers.map((signer) => {
    const hash = Buffer.from(signer.keyHash, "hex");
    const bytes = Buffer.concat([hash, signer.sign(text)]);
    return `${DASH}${signer.name} ${bytes.toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/** Takes a note apart, without believing it. */
export function parseNote(note: string): SignedNote | NoteFault {
  if (note.length > CHARACTERS_MAX) return "note_too_large";
  // Text may have empty lines, signatures have none.
  const at = note.lastIndexOf("\n\n");
  const text = note.slice(0, at + 1);
  if (at < 0 || !isNoteText(text) || !note.endsWith("\n")) return "malformed_note";
  const lines = note.slice(at + 2).split("\n");
  lines.pop();
  if (lines.length === 0) return "malformed_note";
  if (lines.length > SIGNATURES_MAX) return "too_many_signatures";
  const signatures = lines.map(signatureOf).filter((signature) => signature !== undefined);
  return signatures.length === lines.length ? { text, signatures } : "malformed_signature";
}

/**
 * Believes a note that a known key has signed. Signatures of other keys say nothing, for or against it; one of a known
 * key that is wrong is a forgery, whoever else has signed.
 */
export function openNote(note: string, verifiers: readonly NoteVerifier[]): OpenedNote | NoteFault {
  const parsed = parseNote(note);
  if (typeof parsed === "string") return parsed;
  const signedBy: string[] = [];
  for (const { name, keyHash, signature } of parsed.signatures) {
    const isTheirs = (each: NoteVerifier): boolean =>
      each.name === name && each.keyHash === keyHash;
    const verifier = verifiers.find(isTheirs);
    if (verifier === undefined) continue;
    if (!verifier.verify(parsed.text, signature)) return "wrong_signature";
    if (!signedBy.includes(name)) signedBy.push(name);
  }
  return signedBy.length === 0 ? "no_known_signature" : { text: parsed.text, signedBy };
}

function isNoteText(text: string): boolean {
  // Control characters but the line break are refused by the format.
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.endsWith("\n") && text.isWellFormed() && !/[\0-\x09\x0B-\x1F]/.test(text);
}

function signatureOf(line: string): NoteSignature | undefined {
  const [name = "", base64 = "", ...more] = line.slice(DASH.length).split(" ");
  const bytes = bytesOfBase64(base64);
  if (!line.startsWith(DASH) || more.length > 0 || !isNoteName(name)) return undefined;
  if (bytes === undefined || bytes.length <= KEY_HASH_BYTES) return undefined;
  const keyHash = bytes.toString("hex", 0, KEY_HASH_BYTES);
  return { name, keyHash, signature: bytes.subarray(KEY_HASH_BYTES) };
}
