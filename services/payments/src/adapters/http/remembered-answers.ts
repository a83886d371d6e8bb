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

/**
 * What stands before a body: when it was answered, with which status, how long the three texts are (fingerprint of the
 * request, headers in JSON, body), and the first two of them.
 */
const AT = 0;
const STATUS = 8;
const FINGERPRINT_BYTES = 10;
const HEADERS_BYTES = 12;
const BODY_BYTES = 16;
const HEAD_BYTES = 20;

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
/** What has longer headers is not remembered. */
const HEADERS_BYTES_MAX = 65_535;
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
    const { fingerprint } = command;
    const bodyBytes = Buffer.byteLength(body);
    const told = JSON.stringify(headers);
    const toldBytes = Buffer.byteLength(told);
    const bytes = HEAD_BYTES + fingerprint.length + toldBytes + bodyBytes;
    const name = nameOf(command);
    const nameBytes = NAME_BYTES + name.length;
    if (bodyBytes > BODY_BYTES_MAX || toldBytes > HEADERS_BYTES_MAX) return;
    if (bytes + nameBytes > this.#bytesMax) return;
    if (this.#young.end + this.#young.names + bytes + nameBytes > this.#bytesMax) this.#grow();
    const young = this.#young;
    const { bytes: into, end: place } = young;
    into.writeDoubleLE(this.#nowMs(), place + AT);
    into.writeUInt16LE(status, place + STATUS);
    into.writeUInt16LE(fingerprint.length, place + FINGERPRINT_BYTES);
    into.writeUInt16LE(toldBytes, place + HEADERS_BYTES);
    into.writeUInt32LE(bodyBytes, place + BODY_BYTES);
    let at = place + HEAD_BYTES;
    at += into.write(fingerprint, at, "latin1");
    at += into.write(told, at);
    at += into.write(body, at);
    young.places.set(name, place);
    young.names += nameBytes;
    young.end = at;
  }

  /** What was answered to a command; undefined if the log has to be asked. */
  get(command: GivenCommand): WrittenAnswer | undefined {
    const name = nameOf(command);
    const young = this.#young.places.get(name);
    const place = young ?? this.#old.places.get(name);
    if (place === undefined) return undefined;
    const { bytes } = young === undefined ? this.#old : this.#young;
    if (this.#nowMs() - bytes.readDoubleLE(place + AT) > this.#ageMsMax) return undefined;
    const told = place + HEAD_BYTES + bytes.readUInt16LE(place + FINGERPRINT_BYTES);
    const fingerprint = bytes.toString("latin1", place + HEAD_BYTES, told);
    if (fingerprint !== command.fingerprint) return undefined;
    const body = told + bytes.readUInt16LE(place + HEADERS_BYTES);
    // Copies: the bytes are written over one day.
    return {
      status: bytes.readUInt16LE(place + STATUS),
      headers: JSON.parse(bytes.toString("utf8", told, body)),
      body: bytes.toString("utf8", body, body + bytes.readUInt32LE(place + BODY_BYTES)),
    };
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
