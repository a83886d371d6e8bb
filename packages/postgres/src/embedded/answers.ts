import { join } from "node:path";

import { adminSettings } from "../admin-settings.ts";
import { openClient } from "../open-client.ts";
import { serverUrl, SUPERUSER } from "./server-url.ts";

type Candidate = { readonly home: string; readonly port: number; readonly secret: string };

/** Whether the server at the port takes our password and serves the data of that home. */
export async function answers({ home, port, secret }: Candidate): Promise<boolean> {
  const url = serverUrl(SUPERUSER, { port, secret, database: "postgres" });
  try {
    const settings = { ...adminSettings(url, "holdfast-embedded"), ...IN_A_HURRY };
    await using client = await openClient(settings);
    const { rows } = await client.query<{ data: string }>(
      "select current_setting('data_directory') as data",
    );
    return rows[0]?.data === join(home, "data");
  } catch {
    // Nobody there, somebody else's server, one that still starts or already stops.
    return false;
  }
}

/** Somebody else's program on the port may accept a connection and never say a word. */
const IN_A_HURRY = { connectionTimeoutMillis: 3_000 };
