import type { DemoTenant } from "./demo-tenant.ts";

/** A tenant with a token that may do everything of it. */
export type TenantToken = { readonly tenant: DemoTenant; readonly token: string };

/** What to try on the payments service as one tenant, and what another one sees of it. */
export function paymentsWords(
  url: string,
  { tenant, token }: TenantToken,
  other: TenantToken,
): string {
  const [ann, bob] = [tenant.account("ANN-USD"), tenant.account("BOB-USD")];
  return `
Payments, as ${tenant.name}; money trickles already:
  export T='authorization: Bearer ${token}'
  curl -H "$T" ${url}/v1/accounts
  curl -H "$T" ${url}/v1/accounts/${ann}/statement
  curl -H "$T" -H 'idempotency-key: try-1' -H 'content-type: application/json' ${url}/v1/transfers \\
    -d '{"debit_account":"${ann}","credit_account":"${bob}","amount":"1050"}'
  curl -H "$T" ${url}/v1/ledgers/USD/trial-balance
  curl -N -H "$T" -H 'accept: text/event-stream' ${url}/v1/events
  curl ${url}/api/v1/accounts                 GopherPay's routes, of ${other.tenant.name}
  npm run token -- --help                     other tenants and permissions

The same, as ${other.tenant.name}, to whom ${tenant.name} is nobody:
  export O='authorization: Bearer ${other.token}'
  curl -H "$O" ${url}/v1/accounts
  curl -H "$O" ${url}/v1/accounts/${ann}      404, as for an account that is not there
`;
}
