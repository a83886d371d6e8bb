import { ageText } from "../cli/age-text.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { TextTable } from "../cli/text-table.ts";
import type { Outcome } from "../doctor/check.ts";
import { CHECKS } from "../doctor/checks.ts";
import type { LogPlace } from "../log/log-place.ts";
import { readSubscriptions, type SubscriptionRow } from "../log/read-subscriptions.ts";

/** Looks for everything that may be wrong with a log. */
export const doctor: Command = {
  name: "doctor",
  words: [],
  summary: "looks for everything that may be wrong with a log; exit code 1 if something is",
  options: {
    migrations: {
      type: "string",
      value: "DIR",
      help: "also compare the service's own migrations, which are in this folder",
    },
  },
  async run(given, { log, isJson, write, progress, signal }) {
    const place = await log();
    const patient = { place, progress, signal, migrations: given.text("migrations") };
    const checked: Checked[] = [];
    for (const { name, look } of CHECKS) {
      progress.tell(`looking at ${name}`);
      checked.push({ name, ...(await look(patient)) });
    }
    const rows = await readSubscriptions(place);
    const { schema, role, label } = place;
    await write(
      isJson
        ? [jsonLine({ schema, role, database: label, checks: checked, subscriptions: rows })]
        : [...report(place, checked), ...subscriptionLines(rows)],
    );
    return checked.some(({ findings }) => findings.length > 0) ? EXIT.findings : EXIT.fine;
  },
};

type Checked = Outcome & { readonly name: string };

function report({ schema, label, role }: LogPlace, checked: readonly Checked[]) {
  const table = new TextTable([{ header: "CHECK" }, { header: "" }, { header: "RESULT" }]);
  const cells = checked.map(({ name, summary, findings }) => [
    name,
    findings.length === 0 ? "ok" : "FINDING",
    summary,
  ]);
  const findings = checked.flatMap((each) => each.findings);
  const told = findings.flatMap(({ problem, remedy }) => [`- ${problem}`, `  ${remedy}`]);
  return [
    `${schema} at ${label}, as ${role}`,
    "",
    ...table.lines(cells),
    ...(told.length === 0 ? [] : ["", ...told]),
  ];
}

function subscriptionLines(rows: readonly SubscriptionRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const table = new TextTable([
    { header: "SUBSCRIPTION" },
    { header: "REVISION", align: "right" },
    { header: "STATE" },
    { header: "POSITION", align: "right" },
    { header: "BEHIND", align: "right" },
    { header: "AGE", align: "right" },
    { header: "PARKED", align: "right" },
    { header: "HEARTBEAT", align: "right" },
    { header: "LEASE" },
  ]);
  return ["", ...table.lines(rows.map(subscriptionCells))];
}

function subscriptionCells(row: SubscriptionRow): readonly string[] {
  const { owner, leaseMs, lagMs, heartbeatAgeMs } = row;
  const lease = leaseMs > 0 ? `${printable(owner ?? "")} for ${ageText(leaseMs)}` : "nobody";
  return [
    printable(row.name),
    row.revision.toString(),
    row.status,
    row.position.toString(),
    row.lagEvents.toString(),
    lagMs === null ? "-" : ageText(lagMs),
    row.parked.toString(),
    heartbeatAgeMs === null ? "-" : ageText(heartbeatAgeMs),
    lease,
  ];
}
