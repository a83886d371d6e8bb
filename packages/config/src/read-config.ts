import type { Static, TObject } from "typebox";
import { Value } from "typebox/value";

import { BadConfiguration, type ConfigurationMistake } from "./bad-configuration.ts";
import { convertText } from "./convert-text.ts";
import { strangerMistakes } from "./stranger-mistakes.ts";
import { variableNames, type VariableNames } from "./variable-names.ts";
import { variablesOf, type Variable } from "./variable.ts";

/** Where the values come from and under which names. */
export type ReadConfigOptions = {
  /** The environment, handed in by the service's `config.ts`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name of the service; `delegations` makes `DELEGATIONS_HTTP_PORT` win over `HTTP_PORT`. */
  readonly service: string;
  /** Further names of a variable, by its generic name; read when no own name is set. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  /** Beginnings, such as `SYNC_`, under which a variable nobody knows is a mistake. */
  readonly prefixes?: readonly string[];
};

/**
 * Reads the configuration described by an object schema whose property names are the generic
 * variable names. For each variable the service's own name wins over the generic one, which wins
 * over the aliases; an empty value counts as not set. Collects every mistake and throws them
 * together as `BadConfiguration`; throws a TypeError for a schema that no text can be converted to.
 */
export function readConfig<S extends TObject>(schema: S, options: ReadConfigOptions): Static<S> {
  const mistakes: ConfigurationMistake[] = [];
  const config: Record<string, unknown> = {};
  const known = new Set<string>();
  for (const variable of variablesOf(schema)) {
    const names = variableNames(variable.name, options.service, options.aliases);
    for (const name of [...names.own, ...names.aliases]) known.add(name);
    const outcome = readVariable(variable, names, options.env);
    mistakes.push(...outcome.mistakes);
    if (outcome.value !== undefined) config[variable.name] = outcome.value;
  }
  mistakes.push(...strangerMistakes(options.env, options.prefixes ?? [], known));
  if (mistakes.length > 0) throw new BadConfiguration(mistakes);
  if (Value.Check(schema, config)) return config;
  throw new BadConfiguration(
    Value.Errors(schema, config).map((error) => ({
      variable: error.instancePath.slice(1),
      reason: error.message,
    })),
  );
}

type Reading = { readonly value?: unknown; readonly mistakes: readonly ConfigurationMistake[] };
type Setting = { readonly name: string; readonly text: string };

function readVariable(
  variable: Variable,
  names: VariableNames,
  env: ReadConfigOptions["env"],
): Reading {
  const [strongest] = settings(names.own, env);
  if (strongest !== undefined) return readSettings(variable, [strongest]);
  const fromAliases = settings(names.aliases, env);
  if (fromAliases.length > 0) return readSettings(variable, fromAliases);
  if (variable.fallback !== undefined) return { value: variable.fallback, mistakes: [] };
  if (variable.isOptional) return { mistakes: [] };
  return { mistakes: [{ variable: variable.name, reason: "is required and not set" }] };
}

function settings(names: readonly string[], env: ReadConfigOptions["env"]): readonly Setting[] {
  return names.flatMap((name) => {
    const text = env[name];
    return text === undefined || text === "" ? [] : [{ name, text }];
  });
}

function readSettings(variable: Variable, given: readonly Setting[]): Reading {
  const values = new Set<unknown>();
  const mistakes: ConfigurationMistake[] = [];
  for (const { name, text } of given) {
    const conversion = convertText(variable, text);
    if ("value" in conversion) values.add(conversion.value);
    else mistakes.push({ variable: name, reason: conversion.reason });
  }
  if (values.size > 1) mistakes.push(contradiction(variable, given));
  return { value: [...values][0], mistakes };
}

function contradiction(variable: Variable, given: readonly Setting[]): ConfigurationMistake {
  const [first, ...others] = given.map(({ name }) => name);
  return {
    variable: first ?? variable.name,
    reason: `contradicts ${others.join(", ")}; set ${variable.name} instead`,
  };
}
