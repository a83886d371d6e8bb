import type { FoundCommand, SoughtCommand } from "@holdfast/cqrs/event-store";
import type { Database } from "@holdfast/postgres";
import { foundCommand } from "@holdfast/postgres/event-store";

import { inTurn } from "./in-turn.ts";

/** Commands of a tenant. */
type OfTenant = { readonly tenant: string; readonly commands: readonly SoughtCommand[] };

type Row = readonly [
  at: number,
  no: number,
  fingerprint: Buffer,
  stream: string,
  version: number,
  position: bigint,
  size: number,
  result: string | null,
];

/**
 * Looks commands of several tenants up in the memory of the log, in one call that locks nothing; what it says of each, in
 * their order. The memory is asked for one tenant at a time.
 */
export async function findRemembered(
  database: Database,
  schema: string,
  sought: readonly OfTenant[],
): Promise<readonly (readonly FoundCommand[])[]> {
  const { rows } = await database.read<Row>({
    name: "find_remembered",
    text: `select t.at::integer, k.no, k.fingerprint, k.known_stream, k.known_version, k.known_position, k.known_size,
        k.known_result
      from unnest($1::uuid[]) with ordinality as t (tenant, at)
      cross join lateral ${schema}.find_commands(t.tenant,
        ($3::text[])[($2::integer[])[t.at][1] + 1 : ($2::integer[])[t.at + 1][1]]) as k`,
    values: [
      sought.map(({ tenant }) => tenant),
      ...inTurn(sought.map(({ commands }) => [commands.map(({ commandId }) => commandId)])),
    ],
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
