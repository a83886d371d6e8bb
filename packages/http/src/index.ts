export { BigIntText, type BigIntTextOptions } from "./bigint-text.ts";
export { causeHook } from "./cause-hook.ts";
export { createServer, type CreateServerOptions } from "./create-server.ts";
export { type CrossOrigin } from "./cross-origin.ts";
export { HttpProblem } from "./http-problem.ts";
export { InvalidRequest } from "./invalid-request.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { type Link, linkHeader } from "./link-header.ts";
export { listen, type ListenOptions } from "./listen.ts";
export { MissingResponseSchema } from "./missing-response-schema.ts";
export { NullableBigIntText } from "./nullable-bigint-text.ts";
export { type ProblemBody, problemJson, type ProblemRequest } from "./problem-body.ts";
export {
  type CodedError,
  type ProblemDefinition,
  type ProblemMap,
  type ProblemTemplate,
} from "./problem-map.ts";
export { type Problem, type ProblemError } from "./problem.ts";
export { type RateLimit } from "./rate-limit.ts";
export { type Readiness, type ReadinessCheck } from "./readiness.ts";
export { type Server } from "./server.ts";
