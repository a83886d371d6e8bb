import type { Server } from "@holdfast/http";

/**
 * Lets schemas of headers be documentation only, in the routes that are registered in a scope from now on. A check of
 * each header costs what the check of a small body does, and whoever reads one of the two that mean something here
 * judges it anyway.
 */
export function documentHeadersOnly(scope: Server): void {
  const strict = scope.validatorCompiler;
  if (strict === undefined) throw new RangeError("the server checks nothing");
  scope.setValidatorCompiler((route) =>
    route.httpPart === "headers" ? () => true : strict(route),
  );
}
