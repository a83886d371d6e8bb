import { Type } from "typebox";

/** The longest token of a position, with room for another form of it. */
const TOKEN_LENGTH_MAX = 200;
const FILTERED_MAX = 20;
const LIMIT_MAX = 100;
const LIMIT = 20;

const named = (description: string, example: string) =>
  Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      maxItems: FILTERED_MAX,
      description,
      examples: [[example]],
    }),
  );

/** What is asked of the feed. */
export const EventsQuery = Type.Object(
  {
    type: named("Only these types of events; may be repeated", "TransferPosted"),
    category: named("Only these categories: account, transfer, quote", "transfer"),
    cursor: Type.Optional(
      Type.String({
        maxLength: TOKEN_LENGTH_MAX,
        description:
          "Go on after this: next_cursor of a page with the same filter, or the cursor of an event",
      }),
    ),
    from: Type.Enum(["beginning", "now"], {
      default: "beginning",
      description: "Where to begin without a cursor",
    }),
    limit: Type.Integer({
      minimum: 1,
      maximum: LIMIT_MAX,
      default: LIMIT,
      description: "The most events of a page",
    }),
  },
  { additionalProperties: false },
);

/** Clients of a stream come back with what they have. */
export const EventsHeaders = Type.Object({
  "last-event-id": Type.Optional(
    Type.String({
      maxLength: TOKEN_LENGTH_MAX,
      description: "The newest event that the client of a stream has; goes before `cursor`",
    }),
  ),
});

const EventShown = Type.Object({
  id: Type.String({ format: "uuid" }),
  type: Type.String({ examples: ["TransferPosted"] }),
  category: Type.String({ examples: ["transfer"] }),
  stream: Type.String({ examples: ["transfer-0199c1f0-7c1e-7b6a-9a57-3f1d2c4b5a69"] }),
  version: Type.Integer({ description: "Its place in the stream, from 1" }),
  recorded_at: Type.String({ format: "date-time" }),
  correlation_id: Type.Optional(Type.String()),
  causation_id: Type.Optional(Type.String()),
  actor: Type.Optional(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown(), { description: "What has happened" }),
  cursor: Type.String({ description: "Goes on right after it" }),
});

/** A page of the feed. It has a cursor also at the end, for whoever asks again later. */
export const EventsShown = Type.Object({
  data: Type.Array(EventShown),
  has_more: Type.Boolean({ description: "Whether there may be more now" }),
  next_cursor: Type.String(),
});
