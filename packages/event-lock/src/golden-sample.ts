import { readFile } from "node:fs/promises";

import { canonicalJson, fromJsonText } from "@holdfast/cqrs";
import type { EventFields } from "@holdfast/cqrs/catalogue";
import { Errors } from "typebox/schema";

import type { Form } from "./events-of-service.ts";

/** What is wrong with the sample of a form, or with how it becomes the present one. */
export async function sampleProblems(form: Form, folder: URL): Promise<readonly string[]> {
  const { type, version, schema } = form;
  const file = `fixtures/${type}/v${version}.json`;
  const say = (problem: string): string => `${type} v${version}: ${problem}`;
  const text = await textOf(new URL(encodeURI(file), folder));
  if (text === undefined)
    return [say(`has no sample; write the fields of such an event to ${file}`)];
  const stored = parsed(text);
  if (stored === undefined) return [say(`${file} is no JSON object`)];
  const misfits = mismatches(schema, stored);
  if (misfits.length > 0) return misfits.map((each) => say(`${file} ${each}`));
  return presentProblems(form, text).map((problem) => say(`${file} ${problem}`));
}

/** Reads the sample as a decider would, and holds the result against the present schema. */
function presentProblems({ type, catalogue, version }: Form, text: string): readonly string[] {
  try {
    const once = upcastText(text, { type, catalogue, version });
    if (once !== upcastText(text, { type, catalogue, version })) {
      return [
        "is upcast to something else each time: an upcaster depends on nothing but the fields",
      ];
    }
    const present = catalogue.histories[type]?.at(-1)?.schema ?? {};
    return mismatches(present, JSON.parse(once)).map(
      (each) => `does not upcast to the present version: ${each}`,
    );
  } catch (error) {
    const cause =
      error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return [`no longer upcasts: ${error instanceof Error ? error.message : String(error)}${cause}`];
  }
}

function upcastText(text: string, { type, catalogue, version }: Omit<Form, "schema">): string {
  const fields = fromJsonText(text);
  const { type: _, ...present } = catalogue.upcast(
    { ...(isFields(fields) && fields), type },
    version,
  );
  return canonicalJson(present);
}

function mismatches(schema: object, stored: unknown): readonly string[] {
  const [isMatch, errors] = Errors(schema, stored);
  if (isMatch) return [];
  return errors.map(
    ({ instancePath, message }) => `${instancePath === "" ? "it" : instancePath} ${message}`,
  );
}

async function textOf(file: URL): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function parsed(text: string): EventFields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is EventFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
