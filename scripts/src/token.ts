import { openDevelopmentIssuer } from "@holdfast/http/development-issuer";

import { dataDirectory, givenAudience, isProduction } from "./config.ts";
import { readTokenOptions, TOKEN_HELP } from "./token/token-options.ts";

const options = readTokenOptions(process.argv.slice(2));
if (options.kind === "help") {
  process.stdout.write(TOKEN_HELP);
} else if (options.kind === "mistakes") {
  process.stderr.write(options.mistakes.map((mistake) => `token: ${mistake}\n`).join(""));
  process.exitCode = 2;
} else if (isProduction()) {
  process.stderr.write("token: there is no development issuer with NODE_ENV=production\n");
  process.exitCode = 1;
} else {
  const issuer = await openDevelopmentIssuer({ directory: dataDirectory(), isProduction: false });
  const audience = givenAudience();
  const token = await issuer.sign({
    ...(audience === undefined ? {} : { audience }),
    ...options.grant,
  });
  process.stdout.write(`${token}\n`);
  // For whoever starts a service with variables of its own.
  process.stderr.write(`AUTH_ISSUER=${issuer.issuer} AUTH_JWKS_FILE=${issuer.jwksFile}\n`);
}
