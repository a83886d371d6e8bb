/** What the database of the payments service is made of. */
export const PAYMENTS_PLACE = {
  service: "payments",
  schema: "payments",
  keysSchema: "payments_keys",
  migrations: new URL("../../../services/payments/migrations/", import.meta.url),
  hasEventStore: true,
};
