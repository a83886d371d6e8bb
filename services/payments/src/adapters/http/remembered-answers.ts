import type { GivenCommand } from "../../application/ledger-request.ts";

/** An answer as it was written. */
export type WrittenAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in UTF-8. */
  readonly body: Buffer;
};

/** How much is remembered, and for how long. */
export type RememberedAnswersOptions = {
  /** Milliseconds by a clock that never goes back. */
  readonly nowMs: () => number;
  /** Far less than the log remembers commands; 10 minutes. */
  readonly ageMsMax?: number;
  /** Of what is remembered, by a generous estimate; 256 Mi. 0 remembers nothing. */
  readonly bytesMax?: number;
};

type Remembered = WrittenAnswer & { readonly fingerprint: string; readonly atMs: number };

const AGE_MS_MAX = 600_000;
const BYTES_MAX = 268_435_456;
/** The answer to a batch would drive out those to a hundred transfers, which are repeated as often. */
const BODY_BYTES_MAX = 16_384;

/** Of an answer besides its body and its names: objects, headers, its place in a table. */
const ANSWER_BYTES = 500;
/** Of a character at most. */
const CHARACTER_BYTES = 2;

/**
 * What was answered to commands that were accepted a short time ago, so that who repeats one is told the same without
 * asking the log. Whatever is told the log would tell as well; what is not known here, only the log can tell.
 */
export class RememberedAnswers {
  readonly #nowMs: () => number;
  readonly #ageMsMax: number;
  readonly #bytesMax: number;
  /** Half of the bytes at most: when these take as many, the older ones are forgotten, and these become the older ones. */
  #young = new Map<string, Remembered>();
  #old = new Map<string, Remembered>();
  #youngBytes = 0;

  constructor({ nowMs, ageMsMax = AGE_MS_MAX, bytesMax = BYTES_MAX }: RememberedAnswersOptions) {
    this.#nowMs = nowMs;
    this.#ageMsMax = ageMsMax;
    this.#bytesMax = bytesMax;
  }

  /** Remembers what was answered once it was committed. */
  put(command: GivenCommand, answer: WrittenAnswer): void {
    const { fingerprint } = command;
    const name = nameOf(command);
    const { length } = answer.body;
    const bytes = ANSWER_BYTES + CHARACTER_BYTES * (name.length + fingerprint.length) + length;
    if (length > BODY_BYTES_MAX || bytes * 2 > this.#bytesMax) return;
    if ((this.#youngBytes + bytes) * 2 > this.#bytesMax) this.#grow();
    this.#young.set(name, { ...answer, fingerprint, atMs: this.#nowMs() });
    this.#youngBytes += bytes;
  }

  /** What was answered to a command; undefined if the log has to be asked. */
  get(command: GivenCommand): WrittenAnswer | undefined {
    const name = nameOf(command);
    const remembered = this.#young.get(name) ?? this.#old.get(name);
    if (remembered === undefined || remembered.fingerprint !== command.fingerprint)
      return undefined;
    const isOld = this.#nowMs() - remembered.atMs > this.#ageMsMax;
    return isOld ? undefined : remembered;
  }

  #grow(): void {
    this.#old = this.#young;
    this.#young = new Map();
    this.#youngBytes = 0;
  }
}

function nameOf({ tenant, commandId }: GivenCommand): string {
  return `${tenant} ${commandId}`;
}
