import { chainSyncEvents } from "./src/domain/chain-sync-events.ts";

/** What `npm run lock-events -- services/delegator` releases. */
export const eventCatalogues = [chainSyncEvents];
