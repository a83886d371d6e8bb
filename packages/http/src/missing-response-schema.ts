/** A route was registered without saying what it answers; a programmer's mistake, found at start. */
export class MissingResponseSchema extends Error {
  override readonly name = "MissingResponseSchema";
  readonly code = "missing_response_schema";
  constructor(route: { readonly method: string; readonly url: string }) {
    super(`${route.method} ${route.url} has no response schema`);
  }
}
