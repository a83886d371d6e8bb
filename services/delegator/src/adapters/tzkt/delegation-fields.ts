/** What is asked of TzKT, in the order of the cells of a row (`select.values`). */
export const FIELDS = [
  "id",
  "level",
  "timestamp",
  "hash",
  "counter",
  "nonce",
  "sender",
  "amount",
  "prevDelegate",
  "newDelegate",
  "initiator",
  "status",
] as const;
