import type { GivenCommand } from "../../application/ledger-request.ts";

/** An answer as it was written. */
export type WrittenAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
};

/** How much is remembered, and for how long. */
export type RememberedAnswersOptions = {
  /** Milliseconds by a clock that never goes back. */
  readonly nowMs: () => number;
  /** Far less than the log remembers commands; 10 minutes. */
  readonly ageMsMax?: number;
  /** Of what is remembered, which the system gives once they are written to; 256 Mi. 0 remembers nothing. */
  readonly bytesMax?: number;
};

/** What stands before a body: what it was an answer to, when, and how it was answered besides. */
type Head = readonly [
  fingerprint: string,
  atMs: number,
  status: number,
  headers: WrittenAnswer["headers"],
  bodyBytes: number,
];

/** Where each answer begins. */
type Answers = {
  readonly places: Map<string, number>;
  readonly bytes: Buffer;
  end: number;
  /** What their names take besides, on the heap. */
  names: number;
};

const AGE_MS_MAX = 600_000;
const BYTES_MAX = 268_435_456;
/** The answer to a batch would drive out those to a hundred transfers, which are repeated as often. */
const BODY_BYTES_MAX = 16_384;
/** Of the length of a head, before it. */
const LENGTH_BYTES = 4;
/** Of a name in a map, besides its characters. */
const NAME_BYTES = 100;

/**
 * What was answered to commands that were accepted a short time ago, so that who repeats one is told the same without
 * asking the log. Whatever is told the log would tell as well; what is not known here, only the log can tell. Answers lie
 * as bytes outside of the heap: as objects a hundred thousand of them made each great collection of garbage take a fifth
 * of a second.
 */
export class RememberedAnswers {
  readonly #nowMs: () => number;
  readonly #ageMsMax: number;
  readonly #bytesMax: number;
  /** When these are full the older ones are forgotten, and these become the older ones. */
  #young: Answers;
  #old: Answers;
  #timesForgotten = 0;

  constructor({ nowMs, ageMsMax = AGE_MS_MAX, bytesMax = BYTES_MAX }: RememberedAnswersOptions) {
    this.#nowMs = nowMs;
    this.#ageMsMax = ageMsMax;
    this.#bytesMax = Math.floor(bytesMax / 2);
    // Now, so that there is no want of memory later, between a commit and its answer.
    this.#young = noAnswers(memory(this.#bytesMax));
    this.#old = noAnswers(memory(this.#bytesMax));
  }

  /** How often all was forgotten. */
  get timesForgotten(): number {
    return this.#timesForgotten;
  }

  /** Remembers what was answered once it was committed, unless all was forgotten since it was asked for. */
  put(command: GivenCommand, answer: WrittenAnswer, timesForgotten = this.#timesForgotten): void {
    if (timesForgotten !== this.#timesForgotten) return;
    const { status, headers, body } = answer;
    const bodyBytes = Buffer.byteLength(body);
    const head: Head = [command.fingerprint, this.#nowMs(), status, headers, bodyBytes];
    const text = JSON.stringify(head);
    const bytes = LENGTH_BYTES + Buffer.byteLength(text) + bodyBytes;
    const name = nameOf(command);
    const nameBytes = NAME_BYTES + name.length;
    if (bodyBytes > BODY_BYTES_MAX || bytes + nameBytes > this.#bytesMax) return;
    if (this.#young.end + this.#young.names + bytes + nameBytes > this.#bytesMax) this.#grow();
    const young = this.#young;
    const headBytes = young.bytes.write(text, young.end + LENGTH_BYTES);
    young.bytes.writeUInt32LE(headBytes, young.end);
    young.places.set(name, young.end);
    young.names += nameBytes;
    young.end += LENGTH_BYTES + headBytes;
    young.end += young.bytes.write(body, young.end);
  }

  /** What was answered to a command; undefined if the log has to be asked. */
  get(command: GivenCommand): WrittenAnswer | undefined {
    const name = nameOf(command);
    const young = this.#young.places.get(name);
    const place = young ?? this.#old.places.get(name);
    if (place === undefined) return undefined;
    const { bytes } = young === undefined ? this.#old : this.#young;
    const begin = place + LENGTH_BYTES;
    const middle = begin + bytes.readUInt32LE(place);
    const head: Head = JSON.parse(bytes.toString("utf8", begin, middle));
    const [fingerprint, atMs, status, headers, bodyBytes] = head;
    if (fingerprint !== command.fingerprint) return undefined;
    if (this.#nowMs() - atMs > this.#ageMsMax) return undefined;
    // A copy: the bytes are written over one day.
    return { status, headers, body: bytes.toString("utf8", middle, middle + bodyBytes) };
  }

  /** Another server may have taken over, which does not know all that was committed. */
  forgetAll(): void {
    this.#timesForgotten += 1;
    this.#young = noAnswers(this.#young.bytes);
    this.#old = noAnswers(this.#old.bytes);
  }

  #grow(): void {
    const { bytes } = this.#old;
    this.#old = this.#young;
    this.#young = noAnswers(bytes);
  }
}

/** The system gives it once it is written to. */
function memory(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(bytes);
}

function noAnswers(bytes: Buffer): Answers {
  return { places: new Map(), bytes, end: 0, names: 0 };
}

function nameOf({ tenant, commandId }: GivenCommand): string {
  return `${tenant} ${commandId}`;
}
