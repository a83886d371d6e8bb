import { checkEvents } from "@holdfast/event-lock";
import { expect, it } from "vitest";

import { eventCatalogues } from "./event-catalogues.ts";

it("every account event that a log may hold can be read", async () => {
  const folder = new URL("./", import.meta.url);
  expect(await checkEvents({ catalogues: eventCatalogues, folder })).toEqual([]);
});
