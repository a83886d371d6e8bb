import { looksLikeOperationHashAt } from "@holdfast/tezos";

import {
  type DelegationColumns,
  DelegationPage,
  emptyColumns,
  HASH_LENGTH,
  rowsBetween,
} from "../../domain/delegation-page.ts";
import { STATUSES } from "../../domain/delegation.ts";
import type { KnownAddresses } from "../../domain/known-addresses.ts";
import { parseUtc } from "../../domain/utc-time.ts";
import { ADDRESS_LENGTH, AddressSpans } from "./address-spans.ts";
import { PageBytes, UnexpectedByte } from "./page-bytes.ts";

/** The shortest row there can be has 165 bytes. */
const ROW_BYTES_MIN = 160;
const INT4_MAX = 2 ** 31 - 1;
const TIMESTAMP_LENGTH = 20;
const OPEN = "[".charCodeAt(0);
const CLOSE = "]".charCodeAt(0);
const COMMA = ",".charCodeAt(0);
const COLON = ":".charCodeAt(0);
const OPEN_OBJECT = "{".charCodeAt(0);
const CLOSE_OBJECT = "}".charCodeAt(0);
const NULL = Buffer.from("null");
const ADDRESS_KEY = Buffer.from('"address":');
const STATUS_WORDS = STATUSES.map((status) => Buffer.from(JSON.stringify(status)));

/**
 * A `select.values` answer as a page, read from its bytes in two thirds of the time that `JSON.parse` and a look at its
 * objects take. Undefined for anything that is not written as TzKT writes it; then the slower reading decides whether it
 * is a page, and says what is wrong.
 */
export function scanPage(bytes: Buffer, known: KnownAddresses): DelegationPage | undefined {
  try {
    return new PageScan(bytes).read(known);
  } catch (error) {
    if (error instanceof UnexpectedByte) return undefined;
    throw error;
  }
}

class PageScan {
  readonly #bytes: PageBytes;
  readonly #accounts: AddressSpans;
  readonly #columns: Omit<DelegationColumns, "addresses">;

  constructor(bytes: Buffer) {
    this.#bytes = new PageBytes(bytes);
    this.#accounts = new AddressSpans(bytes);
    this.#columns = emptyColumns(Math.ceil(bytes.length / ROW_BYTES_MIN));
  }

  read(known: KnownAddresses): DelegationPage {
    let rows = 0;
    this.#bytes.expect(OPEN);
    if (!this.#bytes.skips(CLOSE)) {
      do {
        this.#row(rows);
        rows += 1;
      } while (this.#bytes.skips(COMMA));
      this.#bytes.expect(CLOSE);
    }
    if (!this.#bytes.isAtEnd) throw new UnexpectedByte("behind the end");
    return new DelegationPage({
      ...rowsBetween(this.#columns, 0, rows),
      addresses: this.#texts(known),
    });
  }

  #row(at: number): void {
    const bytes = this.#bytes;
    const columns = this.#columns;
    bytes.expect(OPEN);
    columns.id[at] = this.#integer(Number.MAX_SAFE_INTEGER);
    columns.level[at] = this.#integer(INT4_MAX);
    this.#timestamp(at);
    this.#hash(at);
    columns.counter[at] = this.#integer(Number.MAX_SAFE_INTEGER);
    columns.nonce[at] = this.#nonce();
    columns.sender[at] = this.#account();
    bytes.expect(COMMA);
    columns.amount[at] = this.#integer(Number.MAX_SAFE_INTEGER);
    columns.prevBaker[at] = this.#optionalAccount();
    columns.newBaker[at] = this.#optionalAccount();
    columns.initiator[at] = this.#optionalAccount();
    columns.status[at] = this.#status();
    bytes.expect(CLOSE);
  }

  #integer(max: number): number {
    const value = this.#bytes.integer(max);
    this.#bytes.expect(COMMA);
    return value;
  }

  #timestamp(at: number): void {
    const text = this.#bytes.latin1(this.#bytes.textOf(TIMESTAMP_LENGTH), TIMESTAMP_LENGTH);
    const seconds = parseUtc(text);
    if (seconds === undefined) throw new UnexpectedByte(text);
    this.#columns.time[at] = seconds;
    this.#columns.year[at] = Number(text.slice(0, 4));
    this.#bytes.expect(COMMA);
  }

  #hash(at: number): void {
    const { bytes } = this.#bytes;
    const start = this.#bytes.textOf(HASH_LENGTH);
    if (!looksLikeOperationHashAt(bytes, start)) throw new UnexpectedByte("no hash");
    const { hash } = this.#columns;
    const to = at * HASH_LENGTH;
    for (let index = 0; index < HASH_LENGTH; index += 1) {
      hash[to + index] = bytes[start + index] ?? 0;
    }
    this.#bytes.expect(COMMA);
  }

  #nonce(): number {
    if (!this.#bytes.skipsWord(NULL)) return this.#integer(INT4_MAX);
    this.#bytes.expect(COMMA);
    return -1;
  }

  #optionalAccount(): number {
    const account = this.#bytes.skipsWord(NULL) ? -1 : this.#account();
    this.#bytes.expect(COMMA);
    return account;
  }

  /** An account may have an alias, which is not looked at. */
  #account(): number {
    const bytes = this.#bytes;
    let address: number | undefined;
    bytes.expect(OPEN_OBJECT);
    do {
      if (bytes.skipsWord(ADDRESS_KEY)) address = bytes.textOf(ADDRESS_LENGTH);
      else this.#skipMember();
    } while (bytes.skips(COMMA));
    bytes.expect(CLOSE_OBJECT);
    if (address === undefined) throw new UnexpectedByte("no address");
    return this.#accounts.enter(address);
  }

  /** A key with an escape in it could mean `address`. */
  #skipMember(): void {
    this.#bytes.text();
    this.#bytes.expect(COLON);
    this.#bytes.skipText();
  }

  #status(): number {
    for (let index = 0; index < STATUS_WORDS.length; index += 1) {
      if (this.#bytes.skipsWord(STATUS_WORDS[index] ?? NULL)) return index;
    }
    throw new UnexpectedByte("no status");
  }

  /** Each address of the page is verified once. */
  #texts(known: KnownAddresses): readonly string[] {
    return this.#accounts.starts.map((start) => {
      const address = known.accept(this.#bytes.latin1(start, ADDRESS_LENGTH));
      if (address === undefined) throw new UnexpectedByte("no address");
      return address;
    });
  }
}
