import type { DemoTenant } from "./demo-tenant.ts";

/** What to try on the payments service, with a token of one tenant. */
export function paymentsWords(url: string, token: string, tenant: DemoTenant): string {
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
  curl ${url}/api/v1/accounts                 GopherPay's routes, of another tenant
  npm run token -- --help                     other tenants and permissions
`;
}
