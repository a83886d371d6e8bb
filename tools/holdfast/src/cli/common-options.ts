import type { CommandOptions } from "./command.ts";

/** What every command takes. */
export const COMMON_OPTIONS: CommandOptions = {
  "database-url": {
    type: "string",
    value: "URL",
    help: "instead of HOLDFAST_DATABASE_URL, DATABASE_SYSTEM_URL, DATABASE_URL",
  },
  schema: { type: "string", value: "NAME", help: "which log; the only one if left out" },
  json: { type: "boolean", help: "JSON for programs: one object per line" },
  help: { type: "boolean", short: "h", help: "this text" },
};
