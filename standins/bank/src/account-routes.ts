import type { AccountStore } from "./account-store.ts";
import { emptyAnswer, jsonAnswer, PAGE_NOT_FOUND, refusal, type Answer } from "./answer.ts";
import type { BankAccount } from "./bank-account.ts";
import type { BankRequest } from "./bank-request.ts";
import type { Commit } from "./commit-log.ts";
import { isRecord } from "./is-record.ts";
import { ACCOUNTS_PATH, listLinks } from "./list-links.ts";
import { readSelection } from "./list-query.ts";
import type { ProfileRules } from "./profile.ts";
import { readAttributes } from "./read-attributes.ts";
import { readDraft } from "./read-draft.ts";
import { isUuid } from "./uuid.ts";

/** What the routes of accounts work with. */
export type AccountDesk = {
  readonly store: AccountStore;
  readonly rules: ProfileRules;
  /** Whether PATCH works, as the real API documents it; the images answer 404. */
  readonly hasPatch: boolean;
  /** Now, as the API writes times. */
  readonly stamp: () => string;
  readonly note: (commit: Commit) => void;
};

const DUPLICATE = "Account cannot be created as it violates a duplicate constraint";
const WHOLE = /^\d{1,15}$/u;

/** Answers a request for the list, or for one account. */
export async function answerAccounts(desk: AccountDesk, request: BankRequest): Promise<Answer> {
  const { target } = request;
  const queryAt = target.indexOf("?");
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const query = queryAt < 0 ? "" : target.slice(queryAt + 1);
  if (path === ACCOUNTS_PATH) return answerList(desk, request, query);
  if (!path.startsWith(`${ACCOUNTS_PATH}/`)) return PAGE_NOT_FOUND;
  const id = path.slice(ACCOUNTS_PATH.length + 1);
  if (id === "" || id.includes("/")) return PAGE_NOT_FOUND;
  if (!isUuid(id)) return refusal(400, "id is not a valid uuid");
  return answerOne(desk, request, { id: id.toLowerCase(), query });
}

async function answerList(
  desk: AccountDesk,
  { method, body }: BankRequest,
  query: string,
): Promise<Answer> {
  if (method === "POST") return create(desk, body);
  if (method !== "GET") return emptyAnswer(404);
  const read = readSelection(new URLSearchParams(query));
  if (read.selection === undefined) return refusal(400, read.refusal);
  const stretch = await desk.store.list(read.selection);
  return jsonAnswer(200, {
    data: stretch.places.map(({ account }) => account),
    links: listLinks(read.selection, stretch),
  });
}

type One = { readonly id: string; readonly query: string };

async function answerOne(desk: AccountDesk, request: BankRequest, one: One): Promise<Answer> {
  switch (request.method) {
    case "GET": {
      const account = await desk.store.get(one.id);
      if (account === undefined) return refusal(404, `record ${one.id} does not exist`);
      return resource(200, account);
    }
    case "DELETE":
      return remove(desk, one);
    case "PATCH":
      return desk.hasPatch ? update(desk, one.id, request.body) : emptyAnswer(404);
    default:
      return emptyAnswer(404);
  }
}

async function create({ store, rules, stamp, note }: AccountDesk, body: string): Promise<Answer> {
  const value = parsed(body);
  if (value === undefined) return refusal(400, "the body is no JSON");
  const read = readDraft(value, rules);
  if (read.draft === undefined) return refusal(400, read.refusal);
  const account = await store.create(read.draft, stamp);
  if (account === undefined) return refusal(409, DUPLICATE);
  note({ kind: "created", id: account.id, version: account.version });
  return resource(201, account);
}

async function remove({ store, note }: AccountDesk, { id, query }: One): Promise<Answer> {
  const version = new URLSearchParams(query).get("version") ?? "";
  if (!WHOLE.test(version)) return refusal(400, "invalid version number");
  const changed = await store.remove(id, Number(version));
  if (changed === "absent") return emptyAnswer(404);
  if (changed === "other_version") return refusal(409, "invalid version");
  note({ kind: "deleted", id, version: Number(version) });
  return emptyAnswer(204);
}

async function update(
  { store, rules, stamp, note }: AccountDesk,
  id: string,
  body: string,
): Promise<Answer> {
  const value = parsed(body);
  const data = isRecord(value) ? value["data"] : undefined;
  if (!isRecord(data)) return refusal(400, "validation failure list:\ndata in body is required");
  const version = data["version"];
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 0) {
    return refusal(400, "invalid version number");
  }
  const { attributes, failures } = readAttributes(data["attributes"], rules, { isChange: true });
  if (failures.length > 0) {
    const list = "validation failure list:\n";
    return refusal(400, `${list}${list}${list}${failures.join("\n")}`);
  }
  const changed = await store.update(id, version, { attributes, modifiedOn: stamp() });
  if (changed === "absent") return refusal(404, `record ${id} does not exist`);
  if (changed === "other_version") return refusal(409, "invalid version");
  note({ kind: "updated", id, version: version + 1 });
  const account = await store.get(id);
  return account === undefined
    ? refusal(404, `record ${id} does not exist`)
    : resource(200, account);
}

function resource(status: number, account: BankAccount): Answer {
  return jsonAnswer(status, {
    data: account,
    links: { self: `${ACCOUNTS_PATH}/${account.id}` },
  });
}

function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    return undefined;
  }
}
