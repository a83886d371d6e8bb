export { postgresTimers, type PostgresTimersOptions } from "./postgres-timers.ts";
