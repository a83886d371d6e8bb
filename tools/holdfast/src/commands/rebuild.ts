import type { Command } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { revisionsOf } from "../log/one-subscription.ts";
import { readSubscriptions } from "../log/read-subscriptions.ts";
import { type Rebuild, rebuildOf, type RebuildState } from "../rebuild/rebuild-state.ts";
import { subscriptionLines } from "./subscription-table.ts";

/** Says how far read models are that are built anew. */
export const rebuild: Command = {
  name: "rebuild",
  words: ["[SUBSCRIPTION]"],
  summary: "how far each revision of a read model is, which one serves, and what to do next",
  options: {},
  about: [
    "A read model is built anew by the code of its service, which this program has not: the service runs the\n" +
      "subscription with the next revision beside the present one, and switches once it has caught up. Readers never\n" +
      "see a half-built model; the older revision is retired: docs/how-to/rebuild-a-projection.md.",
    "Exit code 0: the newest revision serves and has caught up, to within the 2 s that a switch waits. 4: one is\n" +
      "catching up, or waits to be switched to. 1: somebody is needed, since it is stopped, hangs, or is run by nobody.",
  ],
  async run(given, { log, isJson, write }) {
    const [name] = given.words;
    const place = await log();
    const rows =
      name === undefined ? await readSubscriptions(place) : await revisionsOf(place, name);
    const byName = Map.groupBy(rows, (row) => row.name);
    const rebuilds = [...byName.values()].flatMap((revisions) => rebuildOf(revisions) ?? []);
    if (isJson) await write(rebuilds.map(jsonLine));
    else if (rebuilds.length === 0) await write(["no subscription has run on this log"]);
    else await write(report(rebuilds));
    return codeOf(rebuilds);
  },
};

function report(rebuilds: readonly Rebuild[]): readonly string[] {
  return [
    ...subscriptionLines(rebuilds.flatMap(({ revisions }) => revisions)),
    "",
    ...rebuilds.flatMap(({ summary, next }) => [`- ${summary}`, `  ${next}`]),
  ];
}

const CODES: Readonly<Record<RebuildState, ExitCode>> = {
  current: EXIT.fine,
  catching_up: EXIT.underWay,
  building: EXIT.underWay,
  ready: EXIT.underWay,
  stuck: EXIT.findings,
  retired: EXIT.fine,
};

/** Whoever needs somebody comes before whoever needs time. */
function codeOf(rebuilds: readonly Rebuild[]): ExitCode {
  const codes = new Set(rebuilds.map(({ state }) => CODES[state]));
  return [EXIT.findings, EXIT.underWay].find((code) => codes.has(code)) ?? EXIT.fine;
}
