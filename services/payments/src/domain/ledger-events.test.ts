import { checkEvents } from "@holdfast/event-lock";
import { expect, it } from "vitest";

import { eventCatalogues } from "../../event-catalogues.ts";

it("every released form of an event stays as it was, and is read", async () => {
  const folder = new URL("../../", import.meta.url);
  expect(await checkEvents({ catalogues: eventCatalogues, folder })).toEqual([]);
});
