import { ByteLimit, MAX_BYTES } from "../cli/byte-limit.ts";
import type { Command } from "../cli/command.ts";
import { EXIT } from "../cli/exit-code.ts";
import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import type { LogPlace } from "../log/log-place.ts";
import { readStreamPart, readStreams, type StreamRow } from "../log/read-streams.ts";
import { EventPrinter } from "./event-printer.ts";
import { tenantText } from "./event-table.ts";
import { FULL, TENANT } from "./options.ts";

const PAGE = 1_000;

/** Shows one stream. */
export const show: Command = {
  name: "show",
  words: ["STREAM"],
  summary: "the events of one stream",
  options: {
    at: { type: "string", value: "VERSION", help: "as it was at this version" },
    from: { type: "string", value: "VERSION", help: "begin at this version" },
    tenant: { ...TENANT, help: "whose stream; the only one of that id if left out" },
    "max-bytes": MAX_BYTES,
    full: FULL,
  },
  about: ["Where bytes run out the last line says how to see the rest, with --json on stderr."],
  async run(given, session) {
    const [at, from] = [given.whole("at", 1), given.whole("from", 1) ?? 1];
    const tenant = given.tenant();
    const limit = new ByteLimit(given);
    const place = await session.log();
    const stream = await oneStream(place, { streamId: given.word(0), tenant });
    const upTo = at ?? stream.version;
    for (const version of [upTo, from]) {
      if (version <= stream.version) continue;
      const where = `it is at ${stream.version}`;
      throw new Refused(`${stream.streamId} has not come to version ${version}: ${where}`);
    }
    if (!session.isJson) await session.write([heading(stream, upTo), ""]);
    const printer = new EventPrinter(given, session, limit);
    for (let after = from - 1; after < upTo;) {
      session.signal.throwIfAborted();
      const events = await readStreamPart(place, { ...stream, after, upTo });
      const last = events.at(-1);
      if (last === undefined) throw new Refused(missing(stream, after));
      const next = await printer.print(events);
      if (next !== undefined) {
        await limit.tellMore(session, next.version);
        break;
      }
      after = last.version;
      session.progress.tell(`version ${after} of ${upTo}`);
    }
    return EXIT.fine;
  },
};

function heading({ streamId, tenant, version, closedAt }: StreamRow, upTo: number): string {
  const whose = tenantText(tenant) === "-" ? "" : ` of tenant ${tenant}`;
  const seen = upTo === version ? `version ${version}` : `version ${upTo} of ${version}`;
  const state = closedAt === null ? "open" : `closed ${closedAt}`;
  return `${printable(streamId)}${whose}: ${seen}, ${state}`;
}

/** What no healthy log does; `doctor` finds the place. */
function missing({ streamId, version }: StreamRow, after: number): string {
  return `${streamId} is at version ${version}, and there is no event after version ${after}: run holdfast doctor`;
}

type Wanted = { readonly streamId: string; readonly tenant: string | undefined };

async function oneStream(place: LogPlace, { streamId, tenant }: Wanted): Promise<StreamRow> {
  const query = { category: undefined, tenant, streamId, after: undefined, max: PAGE };
  const found = await readStreams(place, query);
  const [only, ...others] = found;
  if (only === undefined) {
    const whose = tenant === undefined ? "" : ` of tenant ${tenant}`;
    throw new Refused(`there is no stream ${streamId}${whose}; holdfast streams lists them`);
  }
  if (others.length === 0) return only;
  const tenants = found.slice(0, 10).map((each) => each.tenant);
  const more = found.length > tenants.length ? " and more" : "";
  throw new UsageError(`say whose ${streamId}: --tenant ${tenants.join(", ")}${more}`);
}
