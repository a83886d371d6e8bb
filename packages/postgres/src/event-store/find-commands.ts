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
  return commands.map((command, at) => {
    const row = byNumber.get(at + 1);
    if (row === undefined) return undefined;
    const [, fingerprint, ...known] = row;
    return foundCommand(command, { fingerprint, known });
  });
}

/** What the memory of the log says of a command whose id is in it; its fingerprint is remembered as a digest. */
export function foundCommand(
  { commandId, fingerprint }: SoughtCommand,
  remembered: { readonly fingerprint: Buffer; readonly known: KnownCommand },
): NonNullable<FoundCommand> {
  return remembered.fingerprint.toString("latin1") === sha256(fingerprint)
    ? knownAnswer(remembered.known)
    : commandMismatch(commandId);
}
