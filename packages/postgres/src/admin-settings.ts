import type { ClientConfig } from "pg";

import { connectionSettings } from "./connection-settings.ts";

/** A connection for migrations and roles: one, short-lived, and in no hurry. */
export function adminSettings(url: string, applicationName: string): ClientConfig {
  return connectionSettings({ url, applicationName, connectTimeoutMs: CONNECT_TIMEOUT_MS });
}

const CONNECT_TIMEOUT_MS = 10_000;
