export { fingerprintOf } from "./fingerprint.ts";
export { type ParsedKey, parseIdempotencyKey } from "./idempotency-key.ts";
export { IDEMPOTENCY_PROBLEMS } from "./idempotency-problems.ts";
export { type Idempotency, keyedRequests, markReplayed, type Replay } from "./keyed-requests.ts";
export { NoIdempotencyKey } from "./no-idempotency-key.ts";
