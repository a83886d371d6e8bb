import { openDatabase } from "@holdfast/postgres";
import { postgresEventStore } from "@holdfast/postgres/event-store";

import { handleAccount } from "./handle-account.ts";

/** A process that opens an account, pays in, and is killed before it can tidy up. */
const [url = "", tenant = "", streamId = ""] = process.argv.slice(2);
const database = openDatabase({ url, applicationName: "open-account" });
const { handle } = handleAccount(postgresEventStore({ database, schema: "bank" }));
const stream = { tenant, streamId };
await handle({ ...stream, commandId: "1", command: { type: "OpenAccount", owner: "Ann" } });
await handle({ ...stream, commandId: "2", command: { type: "Deposit", cents: 500n } });
process.kill(process.pid, "SIGKILL");
