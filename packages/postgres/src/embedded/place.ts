import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { type Account, accountFor } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { copyBinaries } from "./copy-binaries.ts";
import { mayEnter } from "./may-enter.ts";
import { outside } from "./outside.ts";
import { runsAs } from "./runs-as.ts";

/** Where a server lives and whom it runs as. */
export type Place = {
  readonly binaries: Binaries;
  /** The folder of the data, the log and the secret. */
  readonly home: string;
  readonly account: Account | undefined;
};

type PlaceOptions = {
  readonly directory: string;
  /** The home that an earlier start chose. */
  readonly known: string | undefined;
  readonly outside: string | undefined;
};

/**
 * Chooses the place: everything stays in `directory` and in the installation if the account of the
 * server can get there, as it cannot under the private folder of root.
 */
export async function choosePlace(options: PlaceOptions): Promise<Place> {
  const account = await accountFor(join(options.known ?? options.directory, "data"));
  const installed = await findBinaries(process);
  const binaries = (await runsAs(installed, account))
    ? installed
    : await copyBinaries(installed, await outside(options.outside), account);
  const home = options.known ?? (await chooseHome(options, account));
  return { binaries, home, account };
}

async function chooseHome(options: PlaceOptions, account: Account | undefined): Promise<string> {
  const { directory } = options;
  if (account === undefined || (await mayEnter(directory, account))) return directory;
  const home = join(await outside(options.outside), `data-${randomUUID()}`);
  await mkdir(home, { mode: 0o711 });
  return home;
}
