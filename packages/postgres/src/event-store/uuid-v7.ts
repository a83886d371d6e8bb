import { randomFillSync } from "node:crypto";

/** Random bytes are drawn in bulk: one draw costs as much as a whole append otherwise. */
const POOL_BYTES = 4_096;
const DRAW_BYTES = 10;

/** Makes uuids of version 7 (RFC 9562): milliseconds since 1970, then chance. */
export function uuidV7Source(nowMs: () => number): () => string {
  const pool = Buffer.alloc(POOL_BYTES);
  let at = POOL_BYTES;
  return () => {
    if (at + DRAW_BYTES > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    const chance = pool.toString("hex", at, at + DRAW_BYTES);
    const variant = "89ab".charAt((pool[at + 1] ?? 0) & 3);
    at += DRAW_BYTES;
    const time = Math.floor(nowMs()).toString(16).padStart(12, "0");
    const middle = `7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}`;
    return `${time.slice(0, 8)}-${time.slice(8)}-${middle}-${chance.slice(8)}`;
  };
}
