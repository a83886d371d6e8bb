import { HttpProblem } from "@holdfast/http";
import { IDEMPOTENCY_PROBLEMS, type Replay } from "@holdfast/http/idempotency";

import type { KeyReused } from "../../application/ledger-request.ts";
import type { PaymentDone, PaymentDoor } from "../../application/payment-request.ts";
import type { RecordRefusal } from "../../application/refused-attempts.ts";
import type { Subject } from "../../domain/audit/subject.ts";
import type { PaymentCommand } from "../../domain/payment/payment.ts";
import { attemptOf, type KeyedRequest } from "./attempt-of.ts";
import { given, metaOf, type Reply, type Told } from "./ledger-writes.ts";
import { refusalProblem } from "./refusal-problem.ts";
import type { AnyRefusal } from "./refusal-statuses.ts";

/** What a request asks of a payment, or why it cannot be asked. */
export type AskedOfPayment = Subject & { readonly reason?: string } & (
    | { readonly payment: string; readonly command: PaymentCommand }
    | { readonly refusal: AnyRefusal }
  );

type Route = {
  readonly url: string;
  readonly action: string;
  readonly tell: (tenant: string, done: PaymentDone) => Promise<Told>;
};

type Perform = (
  request: KeyedRequest,
  reply: Reply,
  read: () => Promise<AskedOfPayment>,
) => Promise<void>;

/** The write routes of payments, and the answers to requests of theirs that came before. */
export type PaymentWrites = {
  route(route: Route): Perform;
  readonly replay: Replay;
};

/** What the routes stand on. */
export type PaymentWritesOptions = {
  readonly door: PaymentDoor;
  readonly recordRefusal: RecordRefusal;
};

/** Answers requests about payments under their keys: done once, and told as often as it is asked for. */
export function paymentWrites(options: PaymentWritesOptions): PaymentWrites {
  const routes = new Map<string, Route>();
  const before = async (route: Route, request: KeyedRequest): Promise<Told | undefined> => {
    const recalled = await options.door.recall(given(request));
    return recalled && toldOf(options, route, { request, outcome: recalled });
  };
  return {
    route(route) {
      routes.set(route.url, route);
      return async (request, reply, read) => {
        const told =
          (await before(route, request)) ?? (await done(options, route, { request, read }));
        reply.code(told.status);
        reply.headers(told.headers);
        reply.send(told.body);
      };
    },
    async replay(request, reply) {
      const route = routes.get(request.routeOptions.url ?? "");
      const told = route && (await before(route, request));
      if (told === undefined) return undefined;
      reply.code(told.status).headers({ ...told.headers });
      return told.body;
    },
  };
}

async function done(
  options: PaymentWritesOptions,
  route: Route,
  {
    request,
    read,
  }: { readonly request: KeyedRequest; readonly read: () => Promise<AskedOfPayment> },
): Promise<Told> {
  const asked = await read();
  const { action } = route;
  const refused = async (refusal: AnyRefusal): Promise<never> => {
    await options.recordRefusal(
      attemptOf(request, { action, code: refusal.code, about: asked, ...NAMES }),
    );
    throw refusalProblem(refusal);
  };
  if ("refusal" in asked) return refused(asked.refusal);
  const { payment, command, reason } = asked;
  const meta = metaOf(request, { action, reason, ...NAMES });
  const outcome = await options.door.execute({ ...given(request), payment, command, meta });
  if (outcome.status === "refused") return refused(outcome.refusal);
  return toldOf(options, route, { request, outcome });
}

async function toldOf(
  { recordRefusal }: PaymentWritesOptions,
  { action, tell }: Route,
  {
    request,
    outcome,
  }: { readonly request: KeyedRequest; readonly outcome: PaymentDone | KeyReused },
): Promise<Told> {
  if (outcome.status === "key_reused") {
    await recordRefusal(attemptOf(request, { action, code: KEY_REUSED.code, ...NAMES }));
    throw new HttpProblem(KEY_REUSED);
  }
  const told = await tell(request.principal.tenantId, outcome);
  if (outcome.status === "done") return told;
  return { ...told, headers: { ...told.headers, "idempotent-replayed": "true" } };
}

/** Whoever pays, and whoever is paid. */
const NAMES = { namesPeople: true } as const;

const KEY_REUSED = IDEMPOTENCY_PROBLEMS.idempotency_key_reused;
