import { Type } from "typebox";

import { KINDS } from "../../domain/delegation-kind.ts";
import { STATUSES } from "../../domain/delegation.ts";

/** Written as a list of types: in a union every value would be tried against each member. */
const nullable = <Value>(type: "string" | "integer", description: string, example: Value) =>
  Type.Unsafe<Value | null>({ type: [type, "null"], description, examples: [example] });

const BAKER = "tz1TgsrW4uPSiTef9mHP44ta8iMajhYTYPSh";

/** A delegation with everything that is known of it. */
export const WholeDelegation = Type.Object(
  {
    id: Type.Integer({
      description: "The indexer's id; a reorg may give it to another operation until it is final",
      examples: [1_958_505_086_976_000],
    }),
    level: Type.Integer({ description: "Height of the block", examples: [2_338_084] }),
    timestamp: Type.String({ description: "Block time, UTC", examples: ["2022-05-05T06:29:14Z"] }),
    hash: Type.String({
      description: "Hash of the operation",
      examples: ["ooP37LNma6DiWjVxDbS2XZu4PiNKy7fbHZWSn8Vj8FX1hWfkC3b"],
    }),
    counter: Type.Integer({ description: "The sender's counter", examples: [29_124] }),
    nonce: nullable("integer", "Only internal operations have one", 0),
    delegator: Type.String({ description: "Address of the sender", examples: [BAKER] }),
    initiator: nullable("string", "The contract's caller, for internal operations", BAKER),
    amount: Type.String({
      description: "The delegator's balance in mutez (1/1,000,000 tez)",
      examples: ["125896"],
    }),
    prevBaker: nullable("string", "The baker before", BAKER),
    newBaker: nullable("string", "The baker from now on; none after an un-delegation", BAKER),
    status: Type.Unsafe<(typeof STATUSES)[number]>({
      type: "string",
      enum: STATUSES,
      description: "How the operation ended",
      examples: ["applied"],
    }),
    kind: Type.Unsafe<(typeof KINDS)[number] | null>({
      type: ["string", "null"],
      enum: [...KINDS, null],
      description: "What it does to the choice of baker; null when it was not applied",
      examples: ["delegate"],
    }),
    final: Type.Boolean({ description: "Whether no reorg can take it back", examples: [true] }),
  },
  { description: "A delegation" },
);
