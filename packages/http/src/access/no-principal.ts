/** `request.principal` was read in a public route, where nobody has said who they are; a programmer's mistake. */
export class NoPrincipal extends Error {
  override readonly name = "NoPrincipal";
  readonly code = "no_principal";
  constructor(route: { readonly method: string; readonly url: string | undefined }) {
    super(`${route.method} ${route.url ?? "(unmatched)"} is public and has no principal`);
  }
}
