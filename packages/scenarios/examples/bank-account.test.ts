import { drawn } from "@holdfast/scenarios/fast-check";
import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { amountsWithin } from "../test/amounts-within.ts";
import { tellBankAccount } from "./tell-bank-account.ts";

const account = tellBankAccount(
  drawn(amountsWithin, { example: { balance: 500n, cents: 250n }, runs: 100 }),
);

runFeature(account);
runFeature(account, inMemoryRunner);
