export { canonicalJson } from "./canonical-json.ts";
export { type Decider, type Tagged } from "./decider.ts";
export { evolveAll, fold } from "./fold.ts";
export { InvalidValue } from "./invalid-value.ts";
export { fromJsonText, toJsonText } from "./json-text.ts";
export { isRefusal, type Refusal, refuse } from "./refusal.ts";
