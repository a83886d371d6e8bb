import { type DelegationColumns, DelegationPage } from "../../domain/delegation-page.ts";
import { ADDRESS_LENGTH } from "./address-spans.ts";

/** A page between two threads, where arrays pass in no time and texts do not: addresses are ASCII, one behind the other. */
export type SentPage = Omit<DelegationColumns, "addresses"> & {
  readonly addresses: Uint8Array<ArrayBuffer>;
};

/** A page to be sent, and the memory that goes with it. */
export function sendable({ columns }: DelegationPage): {
  readonly page: SentPage;
  readonly memory: readonly ArrayBuffer[];
} {
  const addresses = new Uint8Array(columns.addresses.length * ADDRESS_LENGTH);
  Buffer.from(addresses.buffer).write(columns.addresses.join(""), "latin1");
  const page = { ...columns, addresses };
  const memory = Object.values(page).flatMap((column) =>
    typeof column === "number" ? [] : [column.buffer],
  );
  return { page, memory };
}

/** The page that was sent. */
export function received({ addresses, ...columns }: SentPage): DelegationPage {
  const text = Buffer.from(addresses.buffer).toString("latin1");
  const count = addresses.length / ADDRESS_LENGTH;
  const texts = Array.from({ length: count }, (_, index) =>
    text.slice(index * ADDRESS_LENGTH, (index + 1) * ADDRESS_LENGTH),
  );
  return new DelegationPage({ ...columns, addresses: texts });
}
