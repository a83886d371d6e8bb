import { accountEvents } from "./account-events.ts";

/** What `npm run lock-events -- packages/cqrs/examples` releases. */
export const eventCatalogues = [accountEvents];
