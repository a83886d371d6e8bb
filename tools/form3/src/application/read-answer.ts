import type { Account } from "../domain/account.ts";
import { Form3Error } from "../domain/form3-error.ts";
import { isRecord } from "../domain/is-record.ts";
import { followLink, readLinks } from "../domain/page-links.ts";
import { readAccount, UnreadableAnswer } from "../domain/read-account.ts";
import { undecodable } from "./failure-of.ts";
import type { Call, Outcome } from "./sender.ts";
import type { WireAnswer } from "./transport.ts";

/** The answer of a call that succeeded. Throws the failure of one that did not. */
export function answerOf({ result }: Outcome): WireAnswer {
  if (result instanceof Form3Error) throw result;
  return result;
}

/** The account in an answer. Throws `Form3Error`. */
export function accountIn(call: Call, answer: WireAnswer): Account {
  return read(call, answer, (document) => readAccount(document["data"]));
}

/** A page of the list as it came. */
export type RawPage = {
  readonly url: URL;
  readonly accounts: readonly Account[];
  readonly next: URL | undefined;
  readonly prev: URL | undefined;
};

/** The page in an answer; its links stay within the origin it came from. Throws `Form3Error`. */
export function pageIn(call: Call, answer: WireAnswer): RawPage {
  const { url } = call;
  return read(call, answer, ({ data, links }) => {
    // Go writes an empty list as null.
    const items: unknown = data ?? [];
    if (!Array.isArray(items)) throw new UnreadableAnswer("data is no list");
    const { next, prev } = readLinks(links);
    return {
      url,
      accounts: items.map(readAccount),
      next: next === undefined ? undefined : followLink(next, url),
      prev: prev === undefined ? undefined : followLink(prev, url),
    };
  });
}

type Document = Readonly<Record<string, unknown>>;

function read<T>(call: Call, answer: WireAnswer, take: (document: Document) => T): T {
  try {
    const document: unknown = JSON.parse(answer.body);
    if (!isRecord(document)) throw new UnreadableAnswer("the body is no object");
    return take(document);
  } catch (error) {
    throw undecodable({ ...call, attempt: 1 }, answer, error);
  }
}
