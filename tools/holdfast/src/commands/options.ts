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
export const KEYS_SCHEMA: CommandOption = {
  type: "string",
  value: "NAME",
  help: "where the keys of people are; SCHEMA_keys if left out",
};
export const LEAVE_OUT: Omit<CommandOption, "help"> = {
  type: "string",
  isList: true,
  value: "TABLE",
};
export const SERVICE: Omit<CommandOption, "help"> = { type: "string", value: "NAME" };
/** How help names the user that backs up and restores. */
export const ADMIN_USER = "HOLDFAST_DATABASE_URL or DATABASE_ADMIN_URL";
