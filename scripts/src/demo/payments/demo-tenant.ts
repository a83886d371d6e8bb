/** A tenant of the demo. Its accounts have the same ids at each start, so that seeding them again changes nothing. */
export type DemoTenant = {
  readonly name: string;
  readonly id: string;
  /** The account with a number. */
  readonly account: (number: keyof typeof ACCOUNTS) => string;
};

/** Numbers of the accounts that each tenant has, and the ends of their ids. */
export const ACCOUNTS = {
  "CAPITAL-USD": "01",
  "CAPITAL-EUR": "02",
  "ANN-USD": "11",
  "BOB-USD": "12",
  "ANN-EUR": "13",
  "DESK-USD": "21",
  "DESK-EUR": "22",
  "CLEARING-USD": "31",
} as const;

function demoTenant(name: string, digit: string): DemoTenant {
  const prefix = `0199c1f0-7c1e-7000-8000-0000000${digit}00`;
  return { name, id: `${prefix}00`, account: (number) => `${prefix}${ACCOUNTS[number]}` };
}

/** A bakery and a garage, which know nothing of each other. */
export const DEMO_TENANTS: readonly DemoTenant[] = [
  demoTenant("Blue Bakery", "1"),
  demoTenant("Green Garage", "2"),
];
