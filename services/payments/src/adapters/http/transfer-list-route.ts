import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import type { Cursors } from "@holdfast/http/cursor";

import type { ListTransfers, TransferPlace } from "../../application/transfer-list.ts";
import { pageFrom, placeOf } from "./list-page.ts";
import { presentTransfer } from "./present-transfer.ts";
import { readProblems } from "./responses.ts";
import { NOTES_MAX, TransfersPage, TransfersQuery } from "./transfer-schemas.ts";

const READING: RouteAccess = { permissions: ["read:transfer"] };

/** Parameters such as `metadata.order`. */
const NOTE = "metadata.";

const schema = {
  summary: "Transfers in the order in which they were recorded",
  description: `\`metadata.NAME=TEXT\` lets through those with that note; up to ${NOTES_MAX} of them.`,
  tags: ["transfers"],
  querystring: TransfersQuery,
  response: { 200: TransfersPage, ...readProblems("invalid_cursor", "cursor_mismatch") },
};

/** The list of transfers. */
export function transferListRoute(scope: Server, list: ListTransfers, cursors: Cursors): void {
  scope.get(
    "/v1/transfers",
    { schema, config: { access: READING } },
    async ({ principal, query }, reply) => {
      const { limit, cursor, account, batch_id: batch, from, to } = query;
      const metadata = notesIn(query);
      const filter = {
        ...(account !== undefined && { account: account.toLowerCase() }),
        ...(batch !== undefined && { batch: batch.toLowerCase() }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(Object.keys(metadata).length > 0 && { metadata }),
      };
      const { tenantId: tenant } = principal;
      const listing = { cursors, scope: { list: "transfers", tenant, filter } };
      const after = transferPlace(placeOf(listing, cursor) ?? []);
      const { items, next, accounts } = await list(tenant, filter, { limit, ...after });
      return pageFrom(reply, listing, {
        data: items.map((each) => presentTransfer(each, accounts)),
        next: next && ("version" in next ? [String(next.version)] : [next.at, next.id]),
      });
    },
  );
}

function notesIn(query: object): Readonly<Record<string, string>> {
  const notes = Object.entries<unknown>({ ...query }).flatMap(([name, value]) =>
    name.startsWith(NOTE) && typeof value === "string" ? [[name.slice(NOTE.length), value]] : [],
  );
  return Object.fromEntries(notes);
}

/** By version in a list of one account, else by time. */
function transferPlace([first, id]: readonly string[]): { readonly after?: TransferPlace } {
  if (first === undefined) return {};
  return { after: id === undefined ? { version: BigInt(first) } : { at: first, id } };
}
