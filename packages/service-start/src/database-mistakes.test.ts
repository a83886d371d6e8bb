import { expect, it } from "vitest";

import { databaseMistakes } from "./database-mistakes.ts";

const url = "postgres://localhost/holdfast";

it.each([{}, { DATABASE_URL: url }, { DATABASE_URL: url, DATABASE_ADMIN_URL: url }])(
  "%j is right",
  (config) => {
    expect(databaseMistakes(config)).toEqual([]);
  },
);

it("the other addresses need DATABASE_URL", () => {
  const found = databaseMistakes({ DATABASE_ADMIN_URL: url, DATABASE_SYSTEM_URL: url });
  expect(found.map(({ variable }) => variable)).toEqual([
    "DATABASE_ADMIN_URL",
    "DATABASE_SYSTEM_URL",
  ]);
});
