import { BigIntText } from "@holdfast/http";
import { PAGE_QUERY, PageOf } from "@holdfast/http/cursor";
import { Type } from "typebox";

import { Time } from "./wire-schemas.ts";

const hash = (description: string) =>
  Type.String({ pattern: "^[0-9a-f]{64}$", description: `${description}, in hexadecimal` });

const closed = { additionalProperties: false };

/** Which records are listed. */
export const AuditQuery = Type.Object(
  {
    from: Type.Optional(Time("Only what was recorded then or later")),
    to: Type.Optional(Time("Only what was recorded before")),
    action: Type.Optional(
      Type.String({
        maxLength: 64,
        description:
          "What was to be done; `transfer.reverse_forced` is every use of `force:transfer`",
        examples: ["transfer.create"],
      }),
    ),
    resource: Type.Optional(
      Type.String({ maxLength: 200, examples: ["account:0199c1f0-7c1e-7b6a-9a57-3f1d2c4b5a69"] }),
    ),
    result: Type.Optional(Type.Enum(["success", "refused"])),
    ...PAGE_QUERY,
  },
  closed,
);

/** Who wanted what, and what came of it. */
const AuditShown = Type.Object({
  id: Type.String({ format: "uuid", description: "Of the event that tells of it" }),
  timestamp: Type.String({ format: "date-time" }),
  trace_id: Type.Optional(Type.String()),
  correlation_id: Type.Optional(Type.String()),
  actor: Type.Optional(
    Type.Object(
      {
        sub: Type.String(),
        client_id: Type.Optional(Type.String()),
        ip_prefix: Type.Optional(
          Type.String({
            description: "The network that the request came from",
            examples: ["203.0.113.0/24", "2001:db8:85a3::/48"],
          }),
        ),
        auth_method: Type.Optional(
          Type.Enum(["jwt"], { description: "What a request has shown who it is from by" }),
        ),
      },
      {
        description: "None where the house has done it by itself",
      },
    ),
  ),
  action: Type.String({ examples: ["transfer.create"] }),
  resource: Type.String({ examples: ["account:0199c1f0-7c1e-7b6a-9a57-3f1d2c4b5a69"] }),
  reason: Type.Optional(Type.String()),
  amount: Type.Optional(BigIntText({ description: "Minor units" })),
  currency: Type.Optional(Type.String()),
  before_version: Type.Optional(Type.Integer({ description: "Of what it was done to" })),
  after_version: Type.Optional(Type.Integer()),
  result: Type.Enum(["success", "refused"]),
  error_code: Type.Optional(Type.String()),
  idempotency_key_hash: Type.Optional(hash("SHA-256 of the key")),
  request_hash: Type.Optional(
    hash(
      "SHA-256 of method, path and body (RFC 8785), separated by line feeds; none of a request that names people",
    ),
  ),
  hash: hash("The leaf of the event in the tree"),
  event: Type.String({ description: "Names the event to /v1/audit/proofs/inclusion" }),
});

/** A page of records. */
export const AuditPage = PageOf(AuditShown);

/** What was signed. */
const HeadShown = Type.Object({
  size: Type.Integer({ description: "Events of all tenants that it speaks for" }),
  root: hash("Of the tree over them"),
  checkpoint: Type.String({ description: "As it was signed: a C2SP signed note" }),
  signed_at: Type.String({ format: "date-time" }),
});

/** Which of what was signed is listed. */
export const HeadsQuery = Type.Object(PAGE_QUERY, closed);

/** What was signed, the newest first. */
export const HeadsPage = Type.Object({
  ...PageOf(HeadShown).properties,
  verifier_key: Type.String({
    description: "Verifies the signatures; compare it with the published one",
  }),
});

/** How many events a tree has. */
const Size = (description: string) =>
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

/** Which event is to be proved. */
export const InclusionQuery = Type.Object(
  {
    event: Type.String({
      maxLength: 200,
      description: "`event` of a record, or `cursor` of an event",
    }),
    size: Type.Optional(Size("Of the tree; that of the newest checkpoint if left out")),
  },
  closed,
);

/** Which trees are to be compared. */
export const ConsistencyQuery = Type.Object(
  { from: Size("Of the older tree"), to: Size("Of the newer one") },
  closed,
);

/** A proof that an event is in the log. */
export const InclusionShown = Type.Object({
  entry: Type.String({
    description: "The event's canonical JSON; its leaf is the SHA-256 of a zero byte and this",
  }),
  leaf: hash("Of the event"),
  index: Type.Integer(),
  size: Type.Integer(),
  root: hash("Of the tree of that size"),
  hashes: Type.Array(hash("Of the path")),
  checkpoint: Type.Optional(
    Type.String({
      description:
        "The newest one, as it was signed: its size is this one's unless another was asked for",
    }),
  ),
});

/** A proof that one tree is the beginning of another. */
export const ConsistencyShown = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  hashes: Type.Array(hash("Of the proof")),
});
