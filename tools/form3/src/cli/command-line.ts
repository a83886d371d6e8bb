import { parseArgs } from "node:util";

import type { AccountFilter } from "../domain/list-parameters.ts";
import { attributeOptions, readAttributeOptions } from "./attribute-options.ts";
import { TOPICS, type Asked, type Command, type CommonOptions, type Topic } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const COMMON = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  config: { type: "string" },
  "base-url": { type: "string" },
  timeout: { type: "string" },
  retries: { type: "string" },
} as const;
const WRITE = { "idempotency-key": { type: "string" } } as const;

const OPTIONS = {
  list: {
    filter: { type: "string", multiple: true },
    "page-size": { type: "string" },
    limit: { type: "string" },
  },
  get: {},
  create: {
    id: { type: "string" },
    organisation: { type: "string" },
    ...WRITE,
    ...attributeOptions,
  },
  update: { version: { type: "string" }, ...WRITE, ...attributeOptions },
  delete: { version: { type: "string" }, ...WRITE },
} as const;

/** How many words follow each command. */
const IDS: Readonly<Record<Topic, number>> = { list: 0, get: 1, create: 0, update: 1, delete: 1 };

const FILTERS: readonly (keyof AccountFilter)[] = [
  "account_number",
  "bank_id",
  "bank_id_code",
  "country",
  "customer_id",
  "iban",
  "organisation_id",
];

/** Reads the arguments after the name of the program. Throws `UsageError`. */
export function readCommandLine(words: readonly string[]): Asked {
  const [noun, verb, ...rest] = words.filter((word) => word !== "--help" && word !== "-h");
  const isHelp = words.includes("--help") || words.includes("-h");
  const topic = noun === "accounts" ? TOPICS.find((known) => known === verb) : undefined;
  if (isHelp || noun === undefined) return helpAbout(topic);
  if (noun !== "accounts") throw new UsageError(`${noun} is unknown; there is: accounts`);
  if (topic === undefined) {
    throw new UsageError(`say what to do with accounts: ${TOPICS.join(", ")}`);
  }
  const { values, positionals } = parse(topic, rest);
  if (positionals.length !== IDS[topic]) {
    throw new UsageError(IDS[topic] === 1 ? `${topic} takes one id` : `${topic} takes no id`);
  }
  return { command: commandOf(topic, values, positionals[0] ?? ""), common: commonOf(values) };
}

type Values = Readonly<Record<string, unknown>>;

function parse(topic: Topic, args: string[]) {
  try {
    const options = { ...COMMON, ...OPTIONS[topic] };
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const given: Values = values;
    return { values: given, positionals };
  } catch (error) {
    // An option that is not known, or one without its value: Node says which.
    throw new UsageError(error instanceof Error ? error.message : "the options are wrong");
  }
}

function commandOf(topic: Topic, values: Values, id: string): Command {
  switch (topic) {
    case "list":
      return {
        kind: "list",
        filter: filterOf(values["filter"]),
        pageSize: whole(values, "page-size", 1),
        limit: whole(values, "limit", 1),
      };
    case "get":
      return { kind: "get", id };
    case "create": {
      const [own, organisation] = [text(values, "id"), text(values, "organisation")];
      return { kind: "create", id: own, organisation, attributes: readAttributeOptions(values) };
    }
    case "update":
      return {
        kind: "update",
        id,
        version: versionOf(values),
        attributes: readAttributeOptions(values),
      };
    case "delete":
      return { kind: "delete", id, version: versionOf(values) };
    default:
      return topic satisfies never;
  }
}

function helpAbout(topic: Topic | undefined): Asked {
  return { command: { kind: "help", topic }, common: commonOf({}) };
}

function commonOf(values: Values): CommonOptions {
  const seconds = whole(values, "timeout", 1);
  return {
    json: values["json"] === true,
    config: text(values, "config"),
    baseUrl: text(values, "base-url"),
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    retries: whole(values, "retries", 0),
    idempotencyKey: text(values, "idempotency-key"),
  };
}

function versionOf(values: Values): number {
  const version = whole(values, "version", 0);
  if (version !== undefined) return version;
  throw new UsageError("give the --version you have seen; form3 accounts get ID tells it");
}

function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

function whole(values: Values, name: string, least: number): number | undefined {
  const given = text(values, name);
  if (given === undefined) return undefined;
  if (/^\d{1,9}$/u.test(given) && Number(given) >= least) return Number(given);
  throw new UsageError(`--${name} must be a whole number from ${least}: ${given}`);
}

function filterOf(given: unknown): AccountFilter {
  const filter: { -readonly [Name in keyof AccountFilter]: string } = {};
  for (const word of Array.isArray(given) ? given.map(String) : []) {
    const [name, ...value] = word.split("=");
    const known = FILTERS.find((each) => each === name);
    if (known === undefined || value.length === 0) {
      throw new UsageError(`--filter is NAME=VALUE, with one of ${FILTERS.join(", ")}: ${word}`);
    }
    filter[known] = value.join("=");
  }
  return filter;
}
