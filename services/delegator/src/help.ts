import { configHelp } from "./config.ts";

/** What `--help` prints. */
export function help(): string {
  return `Mirrors every Tezos delegation into PostgreSQL and serves any page of them.

  npm start -w services/delegator             runs it; without DATABASE_URL on an embedded server
  npm run migrate -w services/delegator       brings the schema up to date

${configHelp()}
`;
}
