import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

import { eraseAnn } from "./erase-ann.ts";

const text = (path: string) => readFile(new URL(path, import.meta.url), "utf8");

it("the example of the README runs, and Ann is not there any more", async () => {
  const code = (await text("./erase-ann.ts")).replace("./customers.ts", "./examples/customers.ts");
  expect(await text("../README.md")).toContain(`\`\`\`ts\n${code}\`\`\``);
  const [before, after] = await eraseAnn();
  expect(before).toMatchObject({ name: "Ann", address: { street: "1 Lane", country: "CH" } });
  expect(after).toEqual({
    type: "CustomerRegistered",
    customerId: "ann-1",
    name: { erased: true },
    address: { street: { erased: true }, country: "CH" },
    phones: [],
  });
});
