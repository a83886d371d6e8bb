import { drawUuid } from "../draw-uuid.ts";
import { drawFrom } from "../draw.ts";
import type { Ids } from "./draw-body.ts";
import { drawRequest, headersOfWrite } from "./draw-request.ts";
import { type FuzzService, GOPHER_PAY_TENANT } from "./fuzz-service.ts";
import { WireConnection } from "./wire-connection.ts";
import { told, type WireRequest } from "./wire-request.ts";
import { wrongWithAnswer } from "./wrong-with-answer.ts";
import { wrongWithLedger } from "./wrong-with-ledger.ts";

/** What a seed came to. */
export type Fuzzed = {
  /** Who sent it. */
  readonly tenant: string;
  /** What is not as it should be, each with what was sent. */
  readonly found: readonly string[];
  /** How many requests were answered with a status. */
  readonly statuses: ReadonlyMap<number, number>;
};

const AT_ONCE = 16;
const NOBODYS = "00000000-0000-0000-0000-000000000000";
const PERMISSIONS = [
  ["read:account", "write:account", "admin:account", "read:transfer", "write:transfer"],
  ["force:transfer", "write:fx", "read:ledger", "read:event", "read:audit"],
  ["read:payment", "write:payment", "admin:payment"],
].flat();

/** Sends so many requests of a new tenant, some at a time; what is sent follows from the seed. */
export async function fuzzSeed(
  service: FuzzService,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<Fuzzed> {
  const draw = drawFrom(seed);
  const tenant = drawUuid(draw);
  const newId = (): string => drawUuid(draw);
  const token = service.tokens.tokenOf(tenant, PERMISSIONS);
  const asker = { token, ids: await opened(service, token, newId) };
  const found: string[] = [];
  const statuses = new Map<number, number>();
  let sent = 0;
  const client = async (): Promise<void> => {
    using connection = new WireConnection(service.url);
    while (sent < count) {
      sent += 1;
      const request = drawRequest(draw, asker, sent);
      const answer = await connection.send(request);
      const wrong = wrongWithAnswer(request, answer);
      if (wrong !== undefined) found.push(`${wrong}\n    for ${told(request)}`);
      if (typeof answer === "string") continue;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  for (const whose of [tenant, GOPHER_PAY_TENANT]) {
    found.push(...(await wrongWithLedger(service.admin, whose)));
  }
  return { tenant, found, statuses };
}

/** Opens accounts, and tells ids: of them, of things that requests may make, and of nothing. */
async function opened({ url }: FuzzService, token: string, newId: () => string): Promise<Ids> {
  const [house, ann, bob, euros, clearing] = [newId(), newId(), newId(), newId(), newId()];
  const made = Array.from({ length: 6 }, newId);
  const common = { code: 2_000, normal_side: "credit" };
  const limited = { ...common, ledger: "USD", limit: "debits_must_not_exceed_credits" };
  const free = { ...common, limit: "none" };
  const bodies = [
    { ...free, id: house, ledger: "USD" },
    { ...limited, id: ann },
    { ...limited, id: bob },
    { ...free, id: euros, ledger: "EUR" },
    { ...limited, id: clearing, number: "CLEARING-USD" },
  ].map((body) => ["/v1/accounts", body] as const);
  const payIn = { debit_account: house, credit_account: ann, amount: "1000" };
  using connection = new WireConnection(url);
  for (const [target, body] of [...bodies, ["/v1/transfers", payIn] as const]) {
    const request = posting(target, { token, key: newId() }, body);
    const wrong = wrongWithAnswer(request, await connection.send(request));
    if (wrong !== undefined) throw new RangeError(`the stage cannot be set: ${wrong}`);
  }
  return [house, house, house, ann, bob, euros, ...made, NOBODYS];
}

type Keyed = { readonly token: string; readonly key: string };

function posting(target: string, { token, key }: Keyed, body: object): WireRequest {
  const headers = headersOfWrite({ token }, key);
  return {
    method: "POST",
    target,
    headers,
    body: Buffer.from(JSON.stringify(body)),
    isLast: false,
  };
}
