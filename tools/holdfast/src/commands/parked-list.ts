import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable, shortened } from "../cli/printable.ts";
import { TextTable } from "../cli/text-table.ts";
import { type ParkedRow, readParked } from "../log/read-parked.ts";
import { tenantText } from "./event-table.ts";
import { REVISION } from "./options.ts";

const LIMIT = 100;
const ERROR_CHARACTERS = 80;

/** Lists the events that subscriptions have put aside. */
export const parkedList: Command = {
  name: "parked list",
  words: ["[SUBSCRIPTION]"],
  summary: "events that subscriptions have put aside",
  options: {
    revision: { ...REVISION, help: "only of this revision" },
    limit: { type: "string", value: "N", help: `no more than that many (${LIMIT})` },
  },
  async run(given, { log, isJson, write }) {
    const revision = given.whole("revision", 0);
    const limit = given.whole("limit", 1) ?? LIMIT;
    const place = await log();
    const found = await readParked(place, { name: given.words[0], revision, max: limit + 1 });
    const rows = found.slice(0, limit);
    if (isJson) await write(rows.map(jsonLine));
    else if (rows.length === 0) await write(["nothing is parked"]);
    else await write(parkedLines(rows));
    if (!isJson && found.length > limit) await write([`and more: --limit ${2 * limit} shows them`]);
    return EXIT.fine;
  },
};

/** A table of parked events. */
export function parkedTable(): TextTable {
  return new TextTable([
    { header: "SUBSCRIPTION" },
    { header: "REVISION", align: "right" },
    { header: "POSITION", align: "right" },
    { header: "PARKED" },
    { header: "TENANT" },
    { header: "STREAM" },
    { header: "TYPE" },
    { header: "ATTEMPTS", align: "right" },
    { header: "ASKED" },
    { header: "ERROR" },
  ]);
}

/** Its lines, of some more events. */
export function parkedLines(rows: readonly ParkedRow[], table = parkedTable()): readonly string[] {
  return table.lines(
    rows.map((row) => [
      printable(row.subscription),
      row.revision.toString(),
      row.position.toString(),
      row.at,
      tenantText(row.tenant),
      printable(row.streamId),
      printable(row.type),
      row.attempts.toString(),
      row.replayAskedAt ?? "-",
      shortened(row.error, ERROR_CHARACTERS),
    ]),
  );
}
