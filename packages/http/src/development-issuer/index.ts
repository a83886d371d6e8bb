export {
  type DevelopmentIssuer,
  type DevelopmentIssuerOptions,
  type Grant,
  openDevelopmentIssuer,
} from "./development-issuer.ts";
export { DevelopmentIssuerRefused } from "./development-issuer-refused.ts";
