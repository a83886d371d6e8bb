/** Service and schema carry the same name. */
export const SCHEMA = "soak";

/** Two tenants with streams of the same names. */
export const TENANTS = [
  "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
  "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
] as const;

/** The subscriptions of the soak, by what they do. */
export const NOTING = "noting";
export const PICKY = "picky";
export const TOTALS = "totals";

/** What the picky one lets through. */
export const POSTED = "Posted";
