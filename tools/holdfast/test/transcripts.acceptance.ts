import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { NIL, openOperatorStage, type OperatorStage, OTHER } from "./operator-stage.ts";
import { tellLog, tellSubscriptions, tellTimers } from "./told-log.ts";

/** What the program says, word for word, as a process of its own beside a real database. */
describe("what it says", () => {
  let stage: OperatorStage;
  beforeAll(async () => {
    stage = await openOperatorStage();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  it("of an empty log", async () => {
    const said = await stage.transcript(
      "doctor",
      "streams",
      "tail",
      "parked list",
      "timers",
      "show order-1",
    );
    await expect(said).toMatchFileSnapshot("transcripts/empty.txt");
  });

  it("of a log", async () => {
    await tellLog(stage);
    const said = await stage.transcript(
      "streams",
      "streams --category order --limit 1",
      `streams --tenant ${OTHER} --json`,
      "show order-1",
      `show order-1 --tenant ${NIL}`,
      `show order-1 --tenant ${NIL} --at 2`,
      `show order-1 --tenant ${NIL} --at 4`,
      "show order-2 --json",
      "tail --from 4",
      "tail --type OrderPlaced --json",
      "tail --from 6 --full",
      "tail --from 1 --max-bytes 300",
      `show order-1 --tenant ${NIL} --from 2 --max-bytes 1`,
      "trace flow-1",
      "trace flow-1 --from 4",
      "trace flow-1 --json",
      "trace flow-9",
    );
    await expect(said).toMatchFileSnapshot("transcripts/log.txt");
  });

  it("of subscriptions that need somebody", async () => {
    await tellSubscriptions(stage);
    const said = await stage.transcript(
      "doctor",
      "parked list",
      "parked replay totals",
      "parked replay nobody --all",
      "parked replay totals 4",
      "parked replay totals 3",
      "parked list totals --json",
      "parked drop totals 5",
      "parked drop totals 5 --yes",
      "parked drop totals --all --yes --json",
      "rebuild",
      "rebuild totals",
      "rebuild nobody",
      "resume totals --revision 1",
      "resume mailer",
      "resume mailer --json",
    );
    await expect(said).toMatchFileSnapshot("transcripts/mending.txt");
  });

  it("of timers that are late", async () => {
    await tellTimers(stage);
    const said = await stage.transcript(
      "timers",
      "timers --overdue",
      `timers --tenant ${OTHER} --json`,
      `timers --tenant ${OTHER} --overdue`,
      "timers --overdue --limit 1",
      "timers --tenant nobody",
      "doctor",
      "timers cancel order-1 reminder",
      "timers cancel order-1 nothing --yes",
      "timers cancel order-1 expiry",
      "timers cancel order-2 expiry --yes",
      "timers fire order-1 reminder",
      "timers fire order-1 reminder --yes",
      `timers fire order-1 expiry --tenant ${OTHER} --yes --json`,
      "timers",
      "timers cancel order-1 reminder --yes --json",
    );
    await expect(said).toMatchFileSnapshot("transcripts/timers.txt");
    await stage.admin.query({ text: "delete from ledger.timers" });
  });

  it("of a database that is spoilt", async () => {
    await stage.admin.query({
      text: `set session_replication_role = replica; delete from ledger.events where position in (3, 4, 7);
        reset session_replication_role; alter table ledger.events no force row level security;
        delete from ledger.migration where series = 'kernel' and number > 6;
        update ledger.subscriptions set position = 99 where name = 'mailer'`,
    });
    await expect(await stage.transcript("doctor")).toMatchFileSnapshot("transcripts/spoilt.txt");
  });
});
