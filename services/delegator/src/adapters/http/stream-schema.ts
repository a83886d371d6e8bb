import { Type } from "typebox";

import { FILTERS, choice, text } from "./list-parameters.ts";
import { failures } from "./responses.ts";

export const STREAM_PATH = "/v1/stream";

/** The parameters of the stream; it reads them itself, by the same rules as the lists. */
export const STREAM_PARAMETERS = {
  ...FILTERS.all,
  final: choice("true: the same as min_final=true", ["true", "false"], "true"),
  min_final: choice(
    "true: each delegation once no reorg can take it back any more, and never a retract",
    ["true", "false"],
    "true",
  ),
  last_event_id: text(
    "Where to go on, for clients that cannot send the header Last-Event-ID",
    "1042",
  ),
};

const Headers = Type.Object({
  "last-event-id": text("The newest event that the client has; it goes on right after it", "1042"),
});

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
    "that reads too slowly is cut off and can resume. Unknown parameters are refused.",
  tags: ["delegations"],
  querystring: Type.Object(STREAM_PARAMETERS),
  headers: Headers,
  response: {
    200: {
      description: "Events until the client leaves or the instance stops",
      content: { "text/event-stream": { schema: Type.String({ examples: [EXAMPLE] }) } },
    },
    ...failures(
      "A parameter that makes no sense",
      "The history is loading, all places are taken, the instance stops, or the database is away",
    ),
  },
};
