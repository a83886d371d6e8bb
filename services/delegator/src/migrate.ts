import { openLogger } from "@holdfast/telemetry";

import { delegatorConfig } from "./config.ts";
import { bringUpToDate, findDatabase } from "./database.ts";

const config = delegatorConfig();
const logger = openLogger({ service: "delegator-migrate", level: "info", format: "human" });
await using urls = await findDatabase(config, logger);
const applied = await bringUpToDate(urls.adminUrl, logger);
logger.info(applied.length === 0 ? "nothing to do" : `${applied.length} applied`);
