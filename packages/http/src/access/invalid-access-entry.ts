/** A route was registered without saying who may use it, or in words that mean nothing; a programmer's mistake, found at start. */
export class InvalidAccessEntry extends Error {
  override readonly name = "InvalidAccessEntry";
  readonly code = "invalid_access_entry";
  constructor(route: { readonly method: string; readonly url: string }, reason: string) {
    super(`${route.method} ${route.url} ${reason}`);
  }
}
