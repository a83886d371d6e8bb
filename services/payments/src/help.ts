import { configHelp } from "./config.ts";

/** What `--help` prints. */
export function help(): string {
  return `A double-entry ledger over HTTP, for many tenants.

  npm start -w services/payments              runs it; without DATABASE_URL on an embedded server
  npm run migrate -w services/payments        brings the schema up to date
  npm run rebuild -w services/payments -- TENANT   makes a tenant's ledgers of its log again

${configHelp()}
`;
}
