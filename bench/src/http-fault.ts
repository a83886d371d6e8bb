/** A server that is measured gave no answer, or one that cannot be read. */
export class HttpFault extends Error {
  override readonly name = "HttpFault";
  readonly code = "http_fault";
}
