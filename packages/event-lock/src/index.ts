export { checkEvents } from "./check-events.ts";
export { type LockWritten, writeEventLock } from "./write-event-lock.ts";
export { type EventsOfService } from "./events-of-service.ts";
