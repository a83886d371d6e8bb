import type { Server } from "@holdfast/http";

import { accountRoutes } from "./adapters/http/account-routes.ts";
import { transferRoutes } from "./adapters/http/transfer-routes.ts";
import { accountReader } from "./adapters/postgres/account-reader.ts";
import { transferReader } from "./adapters/postgres/transfer-reader.ts";
import { SCHEMA } from "./schema.ts";
import type { ServeParts } from "./serve-parts.ts";

/** What is only read. */
export function serveReads(scope: Server, { readDatabase }: ServeParts): void {
  accountRoutes(scope, accountReader(readDatabase, SCHEMA));
  transferRoutes(scope, transferReader(readDatabase, SCHEMA));
}
