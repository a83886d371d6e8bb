import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startServiceProcess } from "@holdfast/service-process";
import { afterAll, beforeAll, expect, test } from "vitest";

const ENTRY = new URL("../src/main.ts", import.meta.url);
/** Nobody listens there. */
const NOWHERE = "postgres://nobody:nothing@127.0.0.1:1/nothing";

const taken = createServer();
let port = "";
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "payments-port-"));
  taken.listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  if (typeof address === "object") port = String(address?.port);
});
afterAll(async () => {
  taken.close();
  await rm(folder, { recursive: true });
});

test("a port that is taken ends the service and is told, also while its database is away", async () => {
  const env = {
    HOLDFAST_DATA_DIR: folder,
    DATABASE_URL: NOWHERE,
    DATABASE_ADMIN_URL: NOWHERE,
    DATABASE_SYSTEM_URL: NOWHERE,
    HTTP_HOST: "127.0.0.1",
    HTTP_PORT: port,
  };
  await expect(startServiceProcess({ entry: ENTRY, env })).rejects.toMatchObject({
    code: "service_died",
    lastLines: expect.arrayContaining([expect.stringMatching("cannot listen .*EADDRINUSE")]),
  });
});
