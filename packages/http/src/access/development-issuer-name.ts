/** Who the issuer for development says it is. */
export const DEVELOPMENT_ISSUER = "urn:holdfast:development-issuer";
