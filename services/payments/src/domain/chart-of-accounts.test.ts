import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import { ACCOUNT_CLASSES } from "./chart-of-accounts.ts";

it("the guide has every class as it is", () => {
  const guide = new URL("../../../../docs/how-to/chart-of-accounts.md", import.meta.url);
  const rows = ACCOUNT_CLASSES.map(
    ({ name, from, to, normalSide, limit }) =>
      `| ${from} to ${to} | ${name} | ${normalSide} | \`${limit}\` |`,
  );
  const told = readFileSync(guide, "utf8").split("\n");
  expect(
    told.filter((line) => /^\| \d/.test(line)).map((line) => line.split(" | ", 4).join(" | ")),
  ).toEqual(rows.map((row) => row.slice(0, -2)));
});
