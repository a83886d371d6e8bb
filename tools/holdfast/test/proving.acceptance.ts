import { join } from "node:path";

import { verifyConsistency, verifyInclusion } from "@holdfast/transparency";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openOperatorStage, type OperatorStage } from "./operator-stage.ts";
import { FOREIGN_KEY, KEY, signLog, temporaryFolder } from "./signed-log.ts";
import { tellLog } from "./told-log.ts";

let stage: OperatorStage;
beforeAll(async () => {
  stage = await openOperatorStage();
  await tellLog(stage);
});
afterAll(() => stage[Symbol.asyncDispose]());

test("what was signed is printed and proven, word for word", async () => {
  const unsigned = await stage.transcript("checkpoint", "prove 3");
  await using folder = await temporaryFolder();
  await signLog(stage, join(folder.path, "witness"));
  const text = await stage.transcript(
    "checkpoint",
    `checkpoint --key ${KEY} --json`,
    `checkpoint --key ${FOREIGN_KEY}`,
    `prove 3 --key ${KEY}`,
    "prove 8",
    "prove --from 3 --to 7",
    "prove --from 3 --to 8",
    "prove --from 7 --to 3",
    "prove 3 --from 3 --to 7",
    "prove",
  );
  await expect(`${unsigned}\n${text}`).toMatchFileSnapshot("transcripts/proving.txt");
  const proofs = text.split("\n").filter((line) => /^\{.*"proof":/u.test(line));
  const [inclusion, consistency] = proofs.map((line) => JSON.parse(line));
  expect(verifyInclusion(inclusion)).toEqual({ ok: true });
  expect(verifyConsistency(consistency)).toEqual({ ok: true });

  // What was signed is not what is there any more: nothing is handed out that does not prove anything.
  await stage.admin.query({
    text: `set session_replication_role = replica;
      update ledger.events set leaf = sha256('x') where position = 3; reset session_replication_role`,
  });
  expect(await stage.transcript("prove 3")).toMatch(/root_differs.+run holdfast verify\n\[3\]\n$/u);
}, 240_000);
