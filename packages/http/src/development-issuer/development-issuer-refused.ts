/** Somebody wanted the issuer for development in production, where anybody who reads a file could be anybody. */
export class DevelopmentIssuerRefused extends Error {
  override readonly name = "DevelopmentIssuerRefused";
  readonly code = "development_issuer_refused";
  constructor() {
    super(
      "there is no development issuer with NODE_ENV=production: set AUTH_ISSUER, AUTH_AUDIENCE and AUTH_JWKS_URL or AUTH_JWKS_FILE",
    );
  }
}
