import { ageText } from "../cli/age-text.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable, shortened } from "../cli/printable.ts";
import { TextTable } from "../cli/text-table.ts";
import { readTimers, type TimerRow } from "../log/read-timers.ts";
import { tenantText } from "./event-table.ts";
import { TENANT } from "./options.ts";

const LIMIT = 100;
const ERROR_CHARACTERS = 80;

/** Lists the timers of processes. */
export const timers: Command = {
  name: "timers",
  words: [],
  summary: "the timers of processes that run, the earliest first",
  options: {
    tenant: TENANT,
    overdue: { type: "boolean", help: "only those that are due" },
    limit: { type: "string", value: "N", help: `no more than that many (${LIMIT})` },
  },
  about: [
    "A timer that could not be delivered is tried again by itself, less and less often; FAILURES counts how\n" +
      "often it was tried in vain. It is gone once its process has taken it. One that can never be delivered is\n" +
      "for timers cancel; timers fire has it tried at once.",
  ],
  async run(given, { log, isJson, write }) {
    const tenant = given.tenant();
    const limit = given.whole("limit", 1) ?? LIMIT;
    const isOverdue = given.has("overdue");
    const found = await readTimers(await log(), { tenant, isOverdue, max: limit + 1 });
    const rows = found.slice(0, limit);
    if (isJson) await write(rows.map(jsonLine));
    else if (rows.length === 0)
      await write([isOverdue ? "no timer is due" : "no timer is running"]);
    else await write(timerLines(rows));
    if (!isJson && found.length > limit) await write([`and more: --limit ${2 * limit} shows them`]);
    return EXIT.fine;
  },
};

/** Timers as a table. */
export function timerLines(rows: readonly TimerRow[]): readonly string[] {
  const table = new TextTable([
    { header: "TENANT" },
    { header: "STREAM" },
    { header: "TIMER" },
    { header: "DUE" },
    { header: "LATE", align: "right" },
    { header: "FAILURES", align: "right" },
    { header: "ERROR" },
  ]);
  return table.lines(
    rows.map(({ tenant, streamId, timer, dueAt, lateMs, failures, lastError }) => [
      tenantText(tenant),
      printable(streamId),
      printable(timer),
      dueAt,
      lateMs < 0 ? "-" : ageText(lateMs),
      failures.toString(),
      lastError === null ? "-" : shortened(lastError, ERROR_CHARACTERS),
    ]),
  );
}
