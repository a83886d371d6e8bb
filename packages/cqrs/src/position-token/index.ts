export { type InvalidToken, type PositionScope } from "./position-scope.ts";
export { positionTokens, type PositionTokens } from "./position-tokens.ts";
export { type TokenKey } from "./token-key.ts";
