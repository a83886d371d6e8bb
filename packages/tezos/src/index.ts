export {
  addressKind,
  decodeAddress,
  encodeAddress,
  type AddressKind,
  type DecodedAddress,
} from "./address.ts";
export { encodeBlockHash } from "./block-hash.ts";
export {
  decodeOperationHash,
  encodeOperationHash,
  isOperationHash,
  looksLikeOperationHash,
  looksLikeOperationHashAt,
} from "./operation-hash.ts";
