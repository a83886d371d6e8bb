import { commandMismatch, type FoundCommand, type SoughtCommand } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { sha256 } from "./batch-arguments.ts";
import { textArray } from "./binary-array.ts";
import { type KnownCommand, knownAnswer } from "./known-answer.ts";

type Row = readonly [no: number, fingerprint: Buffer, ...known: KnownCommand];

/** Looks commands up in the memory of the log. */
export async function findCommands(
  database: Database,
  schema: string,
  { tenant, commands }: { readonly tenant: string; readonly commands: readonly SoughtCommand[] },
): Promise<readonly FoundCommand[]> {
  if (commands.length === 0) return [];
  const { rows } = await database.read<Row>({
    name: `${schema}.find_commands`,
    text: `select no, fingerprint, known_stream, known_version, known_position, known_size, known_result
           from ${schema}.find_commands($1, $2)`,
    values: [tenant, textArray(commands.map(({ commandId }) => commandId))],
    rowMode: "array",
  });
  const byNumber = new Map(rows.map((row) => [row[0], row]));
  return commands.map(({ commandId, fingerprint }, at) => {
    const row = byNumber.get(at + 1);
    if (row === undefined) return undefined;
    const [, digest, ...known] = row;
    return digest.toString("latin1") === sha256(fingerprint)
      ? knownAnswer(known)
      : commandMismatch(commandId);
  });
}
