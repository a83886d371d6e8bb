import { UsageError } from "./usage-error.ts";

/** More digits than any count, version or position that somebody types needs. */
const WHOLE = /^\d{1,18}$/u;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** What the command line says. All of it throws `UsageError` for a value that it cannot read. */
export class Given {
  readonly words: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(words: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.words = words;
    this.#values = values;
  }

  /** The word at a place that the command demands. */
  word(at: number): string {
    const word = this.words[at];
    if (word === undefined) throw new UsageError("a word is missing; --help shows the command");
    return word;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** All values of an option that may be given several times. */
  texts(name: string): readonly string[] {
    const values = this.#values[name];
    return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
  }

  has(name: string): boolean {
    return this.#values[name] === true;
  }

  /** A count or a version. */
  whole(name: string, least: number): number | undefined {
    const value = this.position(name, BigInt(least));
    if (value === undefined) return undefined;
    if (value <= BigInt(WHOLE_MAX)) return Number(value);
    throw new UsageError(`--${name} must be ${WHOLE_MAX} at most: ${value}`);
  }

  position(name: string, least = 0n): bigint | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : readPosition(`--${name}`, value, least);
  }

  tenant(): string | undefined {
    const value = this.text("tenant")?.toLowerCase();
    if (value === undefined || UUID.test(value)) return value;
    throw new UsageError(`--tenant must be a uuid: ${value}`);
  }
}

/** The largest count or version that may be given. */
export const WHOLE_MAX = 2_147_483_647;

/** A whole number as somebody typed it. Throws `UsageError`. */
export function readPosition(name: string, text: string, least: bigint): bigint {
  if (WHOLE.test(text) && BigInt(text) >= least) return BigInt(text);
  throw new UsageError(`${name} must be a whole number from ${least}: ${text}`);
}
