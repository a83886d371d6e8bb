import { CodecFault } from "./codecs/codec-fault.ts";
import { decode, type Json } from "./codecs/decode.ts";
import { FavkitError } from "./domain/favkit-error.ts";

/** What bytes say, as JSON. Throws `malformed_file` with the offset of the first fault. */
export async function decodeFile(bytes: Uint8Array): Promise<Json> {
  try {
    return await decode(bytes);
  } catch (error) {
    if (!(error instanceof CodecFault)) throw error;
    throw new FavkitError("malformed_file", error.message, { cause: error });
  }
}
