export {
  postgresTimers,
  type PostgresTimers,
  type PostgresTimersOptions,
} from "./postgres-timers.ts";
