import type { AccountKind } from "../domain/account.ts";
import type { RecordedTransfer } from "../domain/recorded-transfer.ts";
import type { GivenCommand, KeyReused, LedgerDone } from "./ledger-request.ts";

/** How much is remembered, and for how long. */
export type RememberedOutcomesOptions = {
  /** Milliseconds by a clock that never goes back. */
  readonly nowMs: () => number;
  /** Far less than the log remembers commands; 10 minutes. */
  readonly ageMsMax?: number;
  /** Of what is remembered, by a generous estimate; 64 Mi. */
  readonly bytesMax?: number;
};

/** As little as it takes to tell again. */
type Remembered = Pick<LedgerDone, "position" | "isNew" | "results" | "account" | "quote"> & {
  readonly fingerprint: string;
  readonly transfers: readonly RecordedTransfer[];
  readonly accounts: readonly AccountKind[];
  readonly bytes: number;
  readonly atMs: number;
};

const AGE_MS_MAX = 600_000;
const BYTES_MAX = 67_108_864;

/** Objects of an outcome, of a result, of a transfer with its two entries, and of an account. */
const BYTES = { outcome: 500, result: 200, transfer: 1_000, account: 500 } as const;
/** Of a character at most. */
const CHARACTER = 2;

/**
 * What became of commands that were accepted a short time ago, so that who repeats one need not ask the log. Whatever it
 * tells the log would tell as well; what it does not know, only the log can tell. The oldest is forgotten first.
 */
export class RememberedOutcomes {
  readonly #nowMs: () => number;
  readonly #ageMsMax: number;
  readonly #bytesMax: number;
  /** In the order in which they came. */
  readonly #outcomes = new Map<string, Remembered>();
  #bytes = 0;

  constructor({ nowMs, ageMsMax = AGE_MS_MAX, bytesMax = BYTES_MAX }: RememberedOutcomesOptions) {
    this.#nowMs = nowMs;
    this.#ageMsMax = ageMsMax;
    this.#bytesMax = bytesMax;
  }

  /** Remembers what was committed. */
  put(command: GivenCommand, done: LedgerDone): void {
    const name = nameOf(command);
    this.#forget(name);
    const remembered = rememberedOf(command, done, this.#nowMs());
    this.#outcomes.set(name, remembered);
    this.#bytes += remembered.bytes;
    for (const [oldest, { atMs }] of this.#outcomes) {
      if (this.#bytes <= this.#bytesMax && !this.#isOld(atMs)) break;
      this.#forget(oldest);
    }
  }

  /** What came of a command; undefined if the log has to be asked. */
  get(command: GivenCommand): LedgerDone | KeyReused | undefined {
    const remembered = this.#outcomes.get(nameOf(command));
    if (remembered === undefined || this.#isOld(remembered.atMs)) return undefined;
    const { fingerprint, transfers, accounts, bytes: _, atMs: _at, ...told } = remembered;
    if (fingerprint !== command.fingerprint) return { status: "key_reused" };
    return {
      ...told,
      status: "replayed",
      transfers: new Map(transfers.map((each) => [each.transfer.id, each])),
      accounts: new Map(accounts.map((each) => [each.id, each])),
    };
  }

  #isOld(atMs: number): boolean {
    return this.#nowMs() - atMs > this.#ageMsMax;
  }

  #forget(name: string): void {
    this.#bytes -= this.#outcomes.get(name)?.bytes ?? 0;
    this.#outcomes.delete(name);
  }
}

function nameOf({ tenant, commandId }: GivenCommand): string {
  return `${tenant} ${commandId}`;
}

/** Of the transfers and accounts of a whole batch only those that this outcome tells of. */
function rememberedOf(
  { fingerprint, commandId }: GivenCommand,
  done: LedgerDone,
  atMs: number,
): Remembered {
  const { status: _, transfers: all, accounts: everyone, ...told } = done;
  const transfers = told.results.flatMap(({ id, status }) => {
    const recorded = status === "refused" ? undefined : all.get(id);
    return recorded === undefined ? [] : [recorded];
  });
  const ids = new Set(
    transfers.flatMap(({ transfer }) => [transfer.debitAccount, transfer.creditAccount]),
  );
  const accounts = [...ids].flatMap((id) => everyone.get(id) ?? []);
  const characters = transfers.reduce(
    (sum, each) => sum + notesOf(each),
    fingerprint.length + commandId.length,
  );
  const bytes =
    BYTES.outcome +
    BYTES.result * told.results.length +
    BYTES.transfer * transfers.length +
    BYTES.account * accounts.length +
    CHARACTER * characters;
  return { ...told, fingerprint, transfers, accounts, bytes, atMs };
}

/** Characters of what clients have noted. */
function notesOf({ transfer: { description = "", reason = "", metadata = {} } }: RecordedTransfer) {
  const notes = Object.entries(metadata).flat();
  return [description, reason, ...notes].reduce((sum, { length }) => sum + length, 0);
}
