import { commandMismatch, type FoundCommand, type SoughtCommand } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { sha256 } from "./batch-arguments.ts";
import { textArray } from "./binary-array.ts";
import { type KnownCommand, knownAnswer } from "./known-answer.ts";

/** Commands of a tenant. */
export type CommandsOfTenant = {
  readonly tenant: string;
  readonly commands: readonly SoughtCommand[];
};

type Row = readonly [at: number, no: number, fingerprint: Buffer, ...known: KnownCommand];

/**
 * Looks commands of several tenants up in the memory of the log, in one call that locks nothing; what it says of each, in
 * their order. The memory is asked for one tenant at a time.
 */
export async function findRemembered(
  database: Database,
  schema: string,
  sought: readonly CommandsOfTenant[],
): Promise<readonly (readonly FoundCommand[])[]> {
  const ids = sought.flatMap(({ commands }) => commands.map(({ commandId }) => commandId));
  const firsts: number[] = [];
  const lasts: number[] = [];
  for (const { commands } of sought) {
    const last = lasts.at(-1) ?? 0;
    firsts.push(last + 1);
    lasts.push(last + commands.length);
  }
  const { rows } = await database.read<Row>({
    name: `${schema}.find_remembered`,
    text: `select t.at::integer, k.no, k.fingerprint, k.known_stream, k.known_version, k.known_position, k.known_size,
        k.known_result
      from unnest($1::uuid[], $2::integer[], $3::integer[]) with ordinality as t (tenant, first, last, at)
      cross join lateral ${schema}.find_commands(t.tenant, ($4::text[])[t.first : t.last]) as k`,
    values: [sought.map(({ tenant }) => tenant), firsts, lasts, textArray(ids)],
    rowMode: "array",
  });
  const found = new Map(rows.map((row) => [`${row[0]} ${row[1]}`, row]));
  return sought.map(({ commands }, tenantAt) =>
    commands.map((command, at) => {
      const row = found.get(`${tenantAt + 1} ${at + 1}`);
      if (row === undefined) return undefined;
      const [, , fingerprint, ...known] = row;
      return foundCommand(command, { fingerprint, known });
    }),
  );
}

/** Looks commands of one tenant up. */
export async function findCommands(
  database: Database,
  schema: string,
  sought: CommandsOfTenant,
): Promise<readonly FoundCommand[]> {
  if (sought.commands.length === 0) return [];
  const [found = []] = await findRemembered(database, schema, [sought]);
  return found;
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
