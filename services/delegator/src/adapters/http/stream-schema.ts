import { Type } from "typebox";

import { BAKER_ROLES } from "../../domain/delegation-filter.ts";
import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";

export const STREAM_PATH = "/v1/stream";

const Text = (description: string, examples: readonly string[] = []) =>
  Type.Optional(
    Type.String({ description, ...(examples.length === 0 ? {} : { examples: [...examples] }) }),
  );
const Choice = (choices: readonly string[], description: string) =>
  Type.Optional(Type.Enum([...choices], { description }));
const Count = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

/** For the documentation only: the route reads its query itself, by the same rules as the lists. */
const Query = Type.Object({
  delegator: Text("Only delegations of this account"),
  baker: Text("Only delegations to or away from this baker"),
  baker_role: Choice(BAKER_ROLES, "With baker: chosen by it, left by it, or either"),
  status: Choice([...STATUSES, "any"], "How the operation ended"),
  kind: Choice(KINDS, "What it does to the delegator's choice"),
  from: Text("Block time, from this date or RFC 3339 time on", ["2021-01-31"]),
  to: Text("Block time, before this date or RFC 3339 time", ["2021-02-28T12:00:00Z"]),
  level_from: Count("Levels from this one on"),
  level_to: Count("Levels up to this one"),
  min_amount: Count("Mutez at least"),
  max_amount: Count("Mutez at most"),
  final: Choice(["true", "false"], "true: the same as min_final=true"),
  min_final: Choice(
    ["true", "false"],
    "true: each delegation once no reorg can take it back any more, and never a retract",
  ),
  last_event_id: Text("Where to go on, for clients that cannot send the header Last-Event-ID", [
    "1042",
  ]),
});

const Headers = Type.Object({
  "last-event-id": Text("The newest event that the client has; it goes on right after it", [
    "1042",
  ]),
});

const Failure = Type.Object({ code: Type.Integer(), message: Type.String() });

const EXAMPLE = `retry: 3000

event: head
id: 1040
data: {"level":9500002,"final":9500000,"total":760930}

event: delegation
id: 1041
data: {"id":1958505093693440,"level":9500003,"timestamp":"2025-07-20T10:00:00Z","hash":"ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b","counter":7,"nonce":null,"delegator":"tz1a1SAaXRt9yoGMx29rh9FsBF4UzmvojdTL","initiator":null,"amount":"125896","prevBaker":null,"newBaker":"tz1Wit2PqodvPeuRRhdQXmkrtU8e8bRYZecd","status":"applied","kind":"delegate","final":false}

event: retract
id: 1042
data: {"ids":[1958505093693440],"fromLevel":9500003}

event: final
id: 1043
data: {"level":9500001}

event: reset
id: 1050
data: {"url":"/v1/delegations"}

:

`;

/** How the stream is described to those who read `/openapi.json`. */
export const streamSchema = {
  summary: "Delegations as they happen (Server-Sent Events)",
  description:
    "Begins with `head`: where the mirror stands. Then `delegation` for each delegation that appears, `retract` with " +
    "the ids that a reorg took back, and `final` with the level up to which nothing changes any more. A client that " +
    "comes back with the id of the newest event it has (`Last-Event-ID`, or `last_event_id` in the query) goes on " +
    "right after it, on any instance, without gap or repeat. `reset` says that this is impossible, because the log is " +
    "not kept for so long or the history was replaced: read the list at `url` again; the stream goes on by itself. " +
    "With a filter `retract` names only ids that passed it. With `min_final=true` each delegation comes once it is " +
    "final, with ids such as `1043.2`, and is never retracted. A comment comes after 15 seconds of silence. A client " +
    "that reads too slowly is cut off and can resume.",
  tags: ["delegations"],
  querystring: Query,
  headers: Headers,
  response: {
    200: {
      description: "Events until the client leaves or the instance stops",
      content: { "text/event-stream": { schema: Type.String({ examples: [EXAMPLE] }) } },
    },
    400: Type.Object(Failure.properties, { description: "A parameter that makes no sense" }),
    503: Type.Object(Failure.properties, {
      description: "The history is loading, all places are taken, or the database is away",
    }),
  },
};
