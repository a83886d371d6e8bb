import { randomBytes } from "node:crypto";

import { localTenantKeys, subjectKeys, type Untidied } from "@holdfast/erasure";
import { postgresEraser, postgresWrappedKeys } from "@holdfast/postgres/erasure";
import { postgresEventStore } from "@holdfast/postgres/event-store";

import type { Command } from "../cli/command.ts";
import { DoneInPart } from "../cli/done-in-part.ts";
import { EXIT } from "../cli/exit-code.ts";
import { jsonLine } from "../cli/json-line.ts";
import { printable } from "../cli/printable.ts";
import { Refused } from "../cli/refused.ts";
import { UsageError } from "../cli/usage-error.ts";
import { countKeys, type KeyCounts } from "../erasure/count-keys.ts";
import { keysSchemaOf } from "../erasure/keys-schema.ts";
import type { LogPlace } from "../log/log-place.ts";
import { KEYS_SCHEMA } from "./options.ts";

/** Erases a person. */
export const shred: Command = {
  name: "shred",
  words: ["SUBJECT"],
  summary: "erases a person: destroys the keys of the data that was sealed, for good",
  options: {
    tenant: { type: "string", value: "UUID", help: "whose subject; has to be said" },
    "keys-schema": KEYS_SCHEMA,
    actor: { type: "string", value: "NAME", help: "who asked, for the log; nothing personal" },
    yes: { type: "boolean", help: "do it; without this it only says what it would do" },
  },
  about: [
    "It takes the system role, and no tenant key: what is destroyed need not be opened. If it fails, ask again\n" +
      "until it answers, and has tidied up. Ask first whether you may, and look everywhere else: docs/how-to/erase-a-person.md.",
  ],
  async run(given, { log, isJson, write }) {
    const subjectId = given.word(0);
    const tenant = given.tenant();
    if (tenant === undefined) throw new UsageError("say whose subject: --tenant UUID");
    const place = await log();
    const keysSchema = await keysSchemaOf(place, given.text("keys-schema"));
    const whose = { keysSchema, tenant, subjectId };
    if (!given.has("yes")) {
      throw new Refused(wouldText(subjectId, await countKeys(place.database, whose)));
    }
    const done = await erase(place, whose, given.text("actor"));
    if ("code" in done) throw new Refused(`${done.sentence} (${done.code})`);
    const { duplicate, streamId, position, untidied = [] } = done;
    const { keys } = await countKeys(place.database, whose);
    const left = untidied.map(leftOf);
    if (isJson) {
      const told = { tenant, subjectId, keys, duplicate, streamId, position, untidied: left };
      await write([jsonLine(told)]);
    } else {
      const lines = [doneLine(subjectId, { keys, duplicate, position }), ...left.map(leftLine)];
      await write([...lines, ...rest(keysSchema, position)]);
    }
    const [first] = untidied;
    if (first !== undefined) throw new DoneInPart(inPartText(subjectId), { cause: first.why });
    return EXIT.fine;
  },
};

type Whose = Readonly<Record<"keysSchema" | "tenant" | "subjectId", string>>;

async function erase(
  { database, schema }: LogPlace,
  { keysSchema, tenant, subjectId }: Whose,
  actor: string | undefined,
) {
  await using store = postgresEventStore({ database, schema });
  const wrapped = postgresWrappedKeys({ database, systemDatabase: database, schema: keysSchema });
  // Keys are only destroyed here: no tenant's key is needed.
  const tenantKeys = localTenantKeys(async () => [], randomBytes);
  const keys = subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs: Date.now });
  const eraser = postgresEraser({ systemDatabase: database, keys, store, schema, keysSchema });
  return await eraser({ tenant, subjectId, ...(actor !== undefined && { meta: { actor } }) });
}

function wouldText(subjectId: string, { keys, living }: KeyCounts): string {
  if (keys === 0) {
    return `${subjectId} has no key, so nothing was sealed for it; it would be marked as erased for good: say so with --yes`;
  }
  if (living === 0) return `${subjectId} was erased before; to tidy up again, say so with --yes`;
  return `${living} of ${keys} keys of ${subjectId} would be destroyed, which nobody can take back: say so with --yes`;
}

type Done = { readonly keys: number; readonly duplicate: boolean; readonly position: bigint };

function doneLine(subjectId: string, { keys, duplicate, position }: Done): string {
  const before = duplicate ? "had been erased before" : "is erased";
  return `${subjectId} ${before}: ${keys} destroyed in the table of keys, told at position ${position}`;
}

/** What was not tidied up, and why not, in a word that a person and a program can read. */
type Left = { readonly what: Untidied["what"]; readonly why: string };

function leftOf({ what, why }: Untidied): Left {
  return { what, why: why instanceof Error ? why.message : String(why) };
}

const REMAINS = {
  snapshots: "its snapshots, which nobody can read, are not deleted",
  keys: "old versions of its keys are not cleared from the table",
} as const;

function leftLine({ what, why }: Left): string {
  return `not tidied up: ${REMAINS[what]} (${printable(why)})`;
}

function inPartText(subjectId: string): string {
  return `${subjectId} is erased and not everything is tidied up; the same call does that when it is given again`;
}

function rest(keysSchema: string, position: bigint): readonly string[] {
  return [
    "what remains to think of (docs/how-to/erase-a-person.md):",
    `- backups and WAL that hold ${keysSchema}.subject_keys bring the person back when they are restored: let them run out`,
    `- read models have dropped their copies once they have handled position ${position}: holdfast doctor`,
    "- what left the service, and what it logs itself",
  ];
}
