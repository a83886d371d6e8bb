export { databaseUrls, type DatabaseUrls, type DatabaseUrlsOptions } from "./database-urls.ts";
export { type EmbeddedServer } from "./embedded-server.ts";
export { EmbeddedStartFailed } from "./embedded-start-failed.ts";
export { NoBinaryForPlatform } from "./no-binary-for-platform.ts";
export { type ServerSettings } from "./server-settings.ts";
export { type EmbeddedOptions, startEmbedded } from "./start-embedded.ts";
