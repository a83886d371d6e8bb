import type { Account } from "../domain/account.ts";

const HEADERS = ["ID", "VERSION", "COUNTRY", "BANK ID", "ACCOUNT", "STATUS", "NAME"];

/** Lines of a table that grows page by page; a column is as wide as it has needed to be so far. */
export class AccountTable {
  #widths: readonly number[] = HEADERS.map(({ length }) => length);
  #hasHeader = false;

  /** The lines of some more accounts, under a header when they are the first. */
  lines(accounts: readonly Account[]): readonly string[] {
    const rows = accounts.map(cells);
    this.#widths = this.#widths.map((width, at) =>
      Math.max(width, ...rows.map((row) => row[at]?.length ?? 0)),
    );
    const header = this.#hasHeader ? [] : [HEADERS];
    this.#hasHeader = true;
    return [...header, ...rows].map((row) =>
      row
        .map((cell, at) => cell.padEnd(this.#widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}

function cells({ id, version, attributes }: Account): readonly string[] {
  const { country, bank_id: bank, account_number: number, iban, status, name } = attributes;
  const texts = [country, bank, number ?? iban, status, name?.join(" / ")];
  return [id, `${version}`, ...texts.map((text) => printable(text ?? ""))];
}

/** One account, a member a line. */
export function accountLines(account: Account): readonly string[] {
  const { attributes, ...members } = account;
  const all = Object.entries({ ...members, ...attributes });
  const width = Math.max(...all.map(([name]) => name.length));
  return all.map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`);
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(" / ");
  return printable(typeof value === "string" ? value : JSON.stringify(value));
}

/** What comes from elsewhere must not move the cursor or ring the bell. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "?");
}
