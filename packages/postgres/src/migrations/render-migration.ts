import { escapeIdentifier } from "pg";

import type { ServiceRoles } from "../roles/service-roles.ts";
import { MigrationRefused } from "./migration-refused.ts";
import { schemaName } from "./schema-name.ts";

/**
 * Fills in `{{schema}}`, `{{owner}}`, `{{app}}`, `{{kernel}}` and `{{system}}`. The schema is a plain
 * word, so that it may stand inside a string as well; roles are quoted identifiers, since a user of
 * somebody else's server may be called anything.
 */
export function renderMigration(sql: string, schema: string, roles: ServiceRoles): string {
  const names: ReadonlyMap<string, string> = new Map([
    ["schema", schemaName(schema)],
    ["owner", escapeIdentifier(roles.owner)],
    ["kernel", escapeIdentifier(roles.kernel)],
    ["app", escapeIdentifier(roles.app)],
    ["system", escapeIdentifier(roles.system)],
  ]);
  return sql.replaceAll(PLACEHOLDER, (placeholder, kind: string) => {
    const name = names.get(kind);
    if (name !== undefined) return name;
    throw new MigrationRefused("migration_placeholder_unknown", `nothing fills in ${placeholder}`);
  });
}

const PLACEHOLDER = /\{\{([a-z]+)\}\}/g;
