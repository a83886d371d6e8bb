import { SoakFailure } from "../soak-failure.ts";
import type { Owned, Told } from "./actor.ts";
import type { HistoryStage } from "./history-stage.ts";

type Truth = { readonly id: string; readonly number: string; readonly version: number };

/** Compares what the actors were told with what the bank holds and has done. Throws `SoakFailure`. */
export async function compareWithBank(stage: HistoryStage, told: readonly Told[]): Promise<void> {
  const truth = await accountsOf(stage);
  const byNumber = Map.groupBy(truth, ({ number }) => number);
  for (const own of told.flatMap(({ owned }) => owned)) {
    const found = byNumber.get(own.number) ?? [];
    if (found.length > 1) throw new SoakFailure(`${own.number} has ${found.length} accounts`);
    compareOwned(own, found[0]);
  }
  compareShared(told, truth);
  compareCommits(stage);
}

function compareOwned({ number, id, version, state }: Owned, account: Truth | undefined): void {
  if (state === "gone" && account !== undefined) {
    throw new SoakFailure(`${number} was deleted and is there`);
  }
  if (state === "there" && (account?.id !== id || account?.version !== version)) {
    const what = account === undefined ? "lost" : JSON.stringify(account);
    throw new SoakFailure(`${number} is ${what}, not ${id} of version ${version}`);
  }
}

function compareShared(told: readonly Told[], truth: readonly Truth[]): void {
  const ids = new Set(truth.map(({ id }) => id));
  const all = told.flatMap(({ shared }) => shared);
  for (const [id, creations] of Map.groupBy(all, ({ id }) => id)) {
    if (!ids.has(id)) throw new SoakFailure(`shared ${id} is lost`);
    const first = creations.filter(({ replayed }) => !replayed).length;
    if (first > 1) throw new SoakFailure(`shared ${id} was created ${first} times`);
  }
}

/** Every id comes into being once, and every version of it once. */
function compareCommits({ commits }: HistoryStage): void {
  const seen = new Set<string>();
  for (const { kind, id, version } of commits) {
    const what = `${kind} ${id} ${version}`;
    if (seen.has(what)) throw new SoakFailure(`${what}: twice`);
    seen.add(what);
  }
}

async function accountsOf({ bank }: HistoryStage): Promise<readonly Truth[]> {
  const target = "/v1/organisation/accounts?page[size]=1000";
  const { answer } = await bank.deliver({ method: "GET", target, headers: {}, body: "" });
  if (answer === "dropped") throw new SoakFailure("the faults have not ended");
  const { data } = JSON.parse(answer.body);
  return data.map((account: { readonly id: string; readonly version: number }) => ({
    id: account.id,
    version: account.version,
    number: Object(account).attributes.account_number ?? "",
  }));
}
