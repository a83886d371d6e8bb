import { type TSchema, Type } from "typebox";

const Failure = Type.Object({
  code: Type.Integer({ description: "The status", examples: [400] }),
  message: Type.String({ examples: ["invalid year: year out of valid range"] }),
});

/** A failure in the original's shape; in that of RFC 9457 where Accept asks for it. */
export function failure(description: string) {
  return Type.Object(Failure.properties, { description });
}

/** The failures of every route that reads the history. */
export function failures(ofParameters: string, unavailable: string) {
  return {
    400: failure(ofParameters),
    429: failure("More requests than this instance takes from one address; see Retry-After"),
    503: failure(`${unavailable}; see Retry-After`),
  };
}

/** The answer to a condition that holds; of the type null, which the documentation knows as "no body". */
export const UNCHANGED = {
  304: Type.Unsafe<undefined>({
    type: "null",
    description: "The copy that If-None-Match names still holds",
  }),
};

/** All answers of a list of such delegations. */
export function listResponses<Row extends TSchema>(row: Row) {
  return {
    200: Type.Object(
      { data: Type.Array(row) },
      {
        description:
          "A page, newest first. `Link`: first, prev, next, last; `X-Total-Count` where it is known without counting; " +
          "`X-Chain-Head` and `X-Chain-Final`: levels; `ETag`",
      },
    ),
    ...UNCHANGED,
    ...failures(
      "A parameter that makes no sense, or a page too deep for its number",
      "The history is loading, or the database is away or too slow",
    ),
  };
}
