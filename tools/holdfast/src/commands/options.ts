import type { CommandOption } from "../cli/command.ts";

/** Options that several commands share. */
export const TENANT: CommandOption = {
  type: "string",
  value: "UUID",
  help: "only of this tenant",
};
export const FULL: CommandOption = { type: "boolean", help: "data in full, not only their begin" };
export const REVISION: CommandOption = {
  type: "string",
  value: "N",
  help: "which revision of the subscription; the one in use if left out",
};
