export {
  type EventCatalogue,
  eventCatalogue,
  type EventFields,
  type EventHistory,
  type EventReader,
  type EventVersion,
  type Upcaster,
} from "./event-catalogue.ts";
export { presentEvent, type Reading } from "./present-event.ts";
export { UnknownEvent } from "./unknown-event.ts";
export { UpcastFailed } from "./upcast-failed.ts";
