export { addressKind, encodeAddress, type AddressKind } from "./address.ts";
export { encodeBlockHash } from "./block-hash.ts";
export { encodeOperationHash, isOperationHash, looksLikeOperationHash } from "./operation-hash.ts";
