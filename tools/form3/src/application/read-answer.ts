import type { Account } from "../domain/account.ts";
import { Fault } from "../domain/fault.ts";
import { isRecord, membersOf, parseJson, type JsonRecord } from "../domain/json.ts";
import { followLink } from "../domain/page-links.ts";
import { readAccount } from "../domain/read-account.ts";
import type { WireAnswer } from "./transport.ts";

/** The account in an answer. Throws `Fault`. */
export const accountIn = (answer: WireAnswer) => readAccount(documentIn(answer)["data"]);

/** A page of the list as it came. */
export type RawPage = {
  readonly url: URL;
  readonly accounts: readonly Account[];
  readonly next: URL | undefined;
  readonly prev: URL | undefined;
};

/** The page that an address answered with; its links stay within that origin. Throws `Fault`. */
export function pageIn(answer: WireAnswer, url: URL): RawPage {
  const { data, links } = documentIn(answer);
  // Go writes an empty list as null.
  const items: unknown = data ?? [];
  if (!Array.isArray(items)) throw new Fault("data is no list");
  const { next, prev } = membersOf(links);
  const accounts = items.map(readAccount);
  return { url, accounts, next: followLink(next, url), prev: followLink(prev, url) };
}

function documentIn({ body }: WireAnswer): JsonRecord {
  const document = parseJson(body);
  if (isRecord(document)) return document;
  throw new Fault("the body is no object");
}
