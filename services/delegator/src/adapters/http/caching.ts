/** Answers differ by what is accepted: problems in two forms, and proxies compress. */
export const VARY = { vary: "Accept, Accept-Encoding" };

/** A proxy may go on with the old answer for a minute while it fetches the new one. */
const STALE_SECONDS = 60;

export const NOT_STORED = { "cache-control": "no-store" };

/** For answers that take long to make and change with every row: whoever keeps one asks whether it still holds. */
export const ASK_FIRST = { "cache-control": "no-cache" };

/** For answers that no later answer to the same question will differ from. */
export const LASTING = { "cache-control": "public, max-age=31536000, immutable" };

/** For answers that the next block may change. */
export function untilNextBlock(seconds: number): { readonly "cache-control": string } {
  return {
    "cache-control": `public, max-age=${seconds}, stale-while-revalidate=${STALE_SECONDS}`,
  };
}
