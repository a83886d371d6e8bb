import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import type { Given } from "../cli/given.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import type { Session } from "../cli/session.ts";
import { TextTable } from "../cli/text-table.ts";
import { readStreams, type StreamRow } from "../log/read-streams.ts";
import { tenantText } from "./event-table.ts";
import { TENANT } from "./options.ts";

const LIMIT = 100;
const PAGE = 1_000;

/** Lists streams. */
export const streams: Command = {
  name: "streams",
  words: [],
  summary: "streams with their versions, by tenant and id",
  options: {
    category: { type: "string", value: "NAME", help: "only of this category" },
    tenant: TENANT,
    limit: { type: "string", value: "N", help: `no more than that many (${LIMIT})` },
  },
  async run(given, session) {
    const limit = given.whole("limit", 1) ?? LIMIT;
    const table = new TextTable([
      { header: "TENANT" },
      { header: "STREAM" },
      { header: "VERSION", align: "right" },
      { header: "STATE" },
      { header: "LAST EVENT" },
    ]);
    let listed = 0;
    for await (const page of pages(given, session)) {
      const wanted = page.slice(0, limit - listed);
      listed += wanted.length;
      if (wanted.length === 0) break;
      await session.write(session.isJson ? wanted.map(jsonLine) : table.lines(wanted.map(cells)));
      if (listed < limit || page.length === wanted.length) continue;
      await session.write(session.isJson ? [] : [`and more: --limit ${2 * limit} shows them`]);
      break;
    }
    if (listed === 0 && !session.isJson) await session.write(["there are no such streams"]);
    return EXIT.fine;
  },
};

/** Page by page, with one row more than wanted at the end. */
async function* pages(given: Given, { log, progress, signal }: Session) {
  const tenant = given.tenant();
  const category = given.text("category");
  const most = (given.whole("limit", 1) ?? LIMIT) + 1;
  const place = await log();
  let after: StreamRow | undefined;
  for (let left = most; left > 0;) {
    signal.throwIfAborted();
    const max = Math.min(left, PAGE);
    const query = { category, tenant, streamId: undefined, after, max };
    const page = await readStreams(place, query);
    left -= page.length;
    progress.tell(`${most - left} streams read`);
    yield page;
    after = page.at(-1);
    if (page.length < max) return;
  }
}

function cells({ tenant, streamId, version, closedAt, lastEventAt }: StreamRow): readonly string[] {
  return [
    tenantText(tenant),
    printable(streamId),
    version.toString(),
    closedAt === null ? "open" : `closed ${closedAt}`,
    lastEventAt ?? "",
  ];
}
