import { afterEach, beforeEach, expect, test } from "vitest";

import { verifyLog } from "../src/notary/index.ts";
import { type NotaryStage, openNotaryStage, SCHEMA } from "./notary-stage.ts";
import { sealing } from "./sealing.ts";

let stage: NotaryStage;
beforeEach(async () => {
  stage = await openNotaryStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

test("an event that is missing stops the notary before it", async () => {
  await stage.append(300);
  await stage.tamper("delete from ledger.events where events.position = 217");
  const notary = stage.notary({ everyEvents: 100 });
  const errors = await stage.handle(notary);
  const missing = { code: "position_missing", message: expect.stringMatching("event 217") };
  expect(errors[0]).toMatchObject(missing);
  const { rows } = await stage.admin.query({
    text: "select status, last_error, position from ledger.subscriptions where name = 'notary'",
  });
  expect(rows).toMatchObject([{ status: "stopped", position: 216n }]);
  expect(JSON.stringify(rows[0]?.["last_error"])).toMatch("there is no event 217");
});

test("a leaf that is no hash stops the notary at its event", async () => {
  await stage.append(300);
  await stage.tamper(
    String.raw`update ledger.events set leaf = '\x00' where events.position = 217`,
  );
  const errors = await stage.handle(stage.notary({ everyEvents: 100 }));
  expect(errors.at(-1)).toMatchObject({
    code: "leaf_differs",
    message: expect.stringMatching("217"),
  });
});

test("leaves that are no hashes are not made up for by others, in one batch or in two", async () => {
  await stage.append(10);
  await stage.tamper(
    "update ledger.events set leaf = substr(leaf, 2) where events.position = 5",
    String.raw`update ledger.events set leaf = leaf || '\x00' where events.position = 6`,
  );
  const errors = await stage.handle(stage.notary({ everyEvents: 1 }));
  expect(errors).toMatchObject([
    { code: "leaf_differs", message: expect.stringMatching("1 to 10") },
    { code: "leaf_differs", message: expect.stringMatching("5 to 5") },
  ]);
});

test("a leaf that is not that of its event is signed as it is, and found by whoever verifies", async () => {
  await stage.append(300);
  await stage.tamper(`update ledger.events set data = '{"a":1}' where events.position = 217`);
  const notary = stage.notary({ everyEvents: 100 });
  expect(await stage.handle(notary)).toEqual([]);
  expect(await stage.heads()).toEqual([100, 200, 300]);
  const place = { ...sealing, database: stage.system, schema: SCHEMA };
  expect(await verifyLog(place)).toMatchObject({
    ok: false,
    fault: { code: "leaf_differs", position: 217 },
  });
});
