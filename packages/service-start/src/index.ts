export { databaseMistakes, type Mistake } from "./database-mistakes.ts";
export { runConfigured } from "./run-configured.ts";
export { type Listening } from "./start-mistake.ts";
export { DATABASE_VARIABLES, httpVariables, LOG_VARIABLES } from "./variables.ts";
