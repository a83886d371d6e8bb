import { DatabaseUnavailable } from "@holdfast/postgres";

import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { TextTable } from "../cli/text-table.ts";
import { toldError } from "../cli/told-error.ts";
import type { Finding, Outcome } from "../doctor/check.ts";
import { CHECKS } from "../doctor/checks.ts";
import type { LogPlace } from "../log/log-place.ts";
import { readSubscriptions } from "../log/read-subscriptions.ts";
import { KEYS_SCHEMA } from "./options.ts";
import { subscriptionLines } from "./subscription-table.ts";

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
    "keys-schema": KEYS_SCHEMA,
  },
  async run(given, { log, isJson, write, progress, signal }) {
    const place = await log();
    const [migrations, keysSchema] = [given.text("migrations"), given.text("keys-schema")];
    const patient = { place, progress, signal, migrations, keysSchema };
    const checked: Checked[] = [];
    for (const { name, look } of CHECKS) {
      progress.tell(`looking at ${name}`);
      const seen: Checked = { name, ...(await outcomeOf(() => look(patient), signal)) };
      checked.push(seen);
      // It would be away for the others too, each after its time limit.
      if (seen.failure instanceof DatabaseUnavailable) break;
    }
    const rows = await readSubscriptions(place).catch(() => []);
    const { schema, role, label } = place;
    await write(
      isJson
        ? [
            jsonLine({
              schema,
              role,
              database: label,
              checks: checked.map(forPrograms),
              subscriptions: rows,
            }),
          ]
        : [
            ...report(place, checked),
            ...(rows.length === 0 ? [] : ["", ...subscriptionLines(rows)]),
          ],
    );
    if (checked.some(({ findings }) => findings.length > 0)) return EXIT.findings;
    const failed = checked.find(({ failure }) => failure !== undefined);
    if (failed !== undefined) throw failed.failure;
    return EXIT.fine;
  },
};

/** What came of one check, or why it could not be made. */
type Checked = Outcome & { readonly name: string; readonly failure?: unknown };

/** One check that fails takes nothing from what the others find. */
async function outcomeOf(
  look: () => Promise<Outcome>,
  signal: AbortSignal,
): Promise<Omit<Checked, "name">> {
  try {
    return await look();
  } catch (failure) {
    if (signal.aborted) throw failure;
    return { summary: "could not be looked at", findings: [], failure };
  }
}

function forPrograms({ failure, ...check }: Checked) {
  return failure === undefined ? check : { ...check, failure: failureOf(failure).problem };
}

function failureOf(failure: unknown): Finding {
  const { code, lines } = toldError(failure);
  const [problem = "", remedy = ""] = lines;
  return { problem, remedy: code === EXIT.broken ? "that is a mistake of this program" : remedy };
}

function report({ schema, label, role }: LogPlace, checked: readonly Checked[]) {
  const table = new TextTable([{ header: "CHECK" }, { header: "" }, { header: "RESULT" }]);
  const cells = checked.map(({ name, summary, findings, failure }) => {
    const result = findings.length === 0 ? "ok" : "FINDING";
    return [name, failure === undefined ? result : "FAILED", summary];
  });
  const told = checked
    .flatMap(({ name, findings, failure }) => {
      if (failure === undefined) return findings;
      const { problem, remedy } = failureOf(failure);
      return [{ problem: `${name} could not be looked at: ${printable(problem)}`, remedy }];
    })
    .flatMap(({ problem, remedy }) => [`- ${problem}`, `  ${remedy}`]);
  return [
    `${schema} at ${label}, as ${role}`,
    "",
    ...table.lines(cells),
    ...(told.length === 0 ? [] : ["", ...told]),
  ];
}
