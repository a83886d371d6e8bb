import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { Transaction } from "../transaction.ts";
import { unsafeDefiners } from "./definer-rule.ts";
import { seeingDefiners } from "./definer-sight-rule.ts";
import { crossingReferences, tellingKeys } from "./key-rules.ts";
import { reachableCopies, tooManyRights, viewsOfTheirOwner } from "./relation-rules.ts";
import { unboundRoles } from "./role-rule.ts";
import { givenTenants } from "./setting-rule.ts";
import { unguardedTables } from "./table-rules.ts";
import type { TenancyFinding } from "./tenancy-finding.ts";

/** What is looked at, and for whom. */
export type TenancyScope = {
  readonly schema: string;
  /** What requests run as. Roles that do not exist are passed over. */
  readonly roles: readonly string[];
  /** The owner of the kernel's functions, who may see the whole of the log and of nothing else. */
  readonly kernel: string;
};

/**
 * Looks for every way in which the database would let `roles` past the tenant of their transaction; empty when there is
 * none. Reads the catalogues only, which everybody may. The rules are those of row-level security: FORCE, one policy,
 * views of the invoker, nothing that policies do not bind, keys that begin with the tenant.
 */
export function tenancyFindings(
  database: Pick<Database, "transaction">,
  scope: TenancyScope,
): Promise<readonly TenancyFinding[]> {
  return database.transaction((tx) => look(tx, scope), {
    isolation: "repeatable read",
    readOnly: true,
  });
}

async function look(tx: Transaction, { schema, roles, kernel }: TenancyScope) {
  const name = schemaName(schema);
  // Expressions are printed with the schema of whatever is not PostgreSQL's own.
  await tx.query({ text: "set local search_path = pg_catalog" });
  const unbound = await unboundRoles(tx, name, roles);
  // Whom nothing binds has every right; to list them would hide what is wrong besides.
  const bound = roles.filter((role) => unbound.every(({ subject }) => subject !== role));
  return [
    ...unbound,
    ...(await unguardedTables(tx, name, bound)),
    ...(await viewsOfTheirOwner(tx, name)),
    ...(await reachableCopies(tx, name, bound)),
    ...(await tooManyRights(tx, name, bound)),
    ...(await tellingKeys(tx, name, bound)),
    ...(await crossingReferences(tx, name)),
    ...(await unsafeDefiners(tx, name, bound)),
    ...(await seeingDefiners(tx, name, { roles: bound, kernel })),
    ...(await givenTenants(tx, bound)),
  ];
}
