import type { TLocalizedValidationError } from "typebox/error";

import { pointerStep } from "./pointer-step.ts";
import type { ProblemError } from "./problem.ts";

/** Most mistakes listed in one answer. */
const ERRORS_MAX = 20;

/** What a schema check found, as the `errors` of a problem: one entry for each wrong place. */
export function validationErrors(
  part: string,
  found: readonly TLocalizedValidationError[],
): readonly ProblemError[] {
  const unions = found.filter(({ keyword }) => keyword === "anyOf");
  return (
    found
      // A field that additionalProperties forbids is reported a second time as not matching `false`.
      .filter(({ keyword }) => keyword !== "boolean")
      .filter((error) => !unions.some(({ schemaPath }) => isBranch(error.schemaPath, schemaPath)))
      .flatMap((error) => problemErrors(part, error))
      .slice(0, ERRORS_MAX)
  );
}

/** What each branch of a union missed says less than that none of them matched. */
const isBranch = (path: string, union: string) => path.startsWith(`${union}/anyOf/`);

function problemErrors(part: string, error: TLocalizedValidationError): readonly ProblemError[] {
  const { instancePath, keyword, message } = error;
  const at = (name: string, code: string, detail: string): ProblemError => ({
    in: part,
    pointer: `${instancePath}/${pointerStep(name)}`,
    code,
    detail,
  });
  if (error.keyword === "required") {
    return error.params.requiredProperties.map((name) => at(name, "required", "is missing"));
  }
  if (error.keyword === "additionalProperties") {
    return error.params.additionalProperties.map((name) =>
      at(name, "unknown_field", "is not known"),
    );
  }
  return [{ in: part, pointer: instancePath, code: snakeCase(keyword), detail: message }];
}

function snakeCase(keyword: string): string {
  return keyword.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/^~/, "");
}
