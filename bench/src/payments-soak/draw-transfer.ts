import type { Draw } from "../draw.ts";
import type { Clients } from "./clients.ts";
import type { Operation, PlannedAccount } from "./plan.ts";

/** More than customers have after some of these. */
export const AMOUNT_MAX = 1_500;
const ITEMS_MAX = 8;
const LEAST_MAX = 6_000;

/** A transfer by itself. */
export function transfer(draw: Draw, clients: Clients): Operation {
  const mark = clients.newMark();
  return clients.operation("/v1/transfers", moving(draw, clients, { mark }), [mark]);
}

/** A hold, which may be over soon. */
export function hold(draw: Draw, clients: Clients): Operation {
  const mark = clients.newMark();
  const body = moving(draw, clients, { mark, isPending: true });
  return clients.operation("/v1/transfers", body, [mark]);
}

/** Some of both at once. */
export function batch(draw: Draw, clients: Clients): Operation {
  const marks = Array.from({ length: draw.between(2, ITEMS_MAX) }, () => clients.newMark());
  const transfers = marks.map((mark, at) => ({
    ...moving(draw, clients, { mark, isPending: draw.chance(20) }),
    ...(at < marks.length - 1 && draw.chance(40) && { linked: true }),
  }));
  const body = { id: clients.newId(), transfers, ...(draw.chance(25) && { atomic: true }) };
  return clients.operation("/v1/transfers/batch", body, marks);
}

type Wanted = { readonly mark: string; readonly isPending?: boolean };

/** What is to be moved or held, and now and then on a condition or once at most. */
function moving(draw: Draw, clients: Clients, { mark, isPending = false }: Wanted) {
  const [from, to] = clients.pair();
  return {
    ...named(draw, clients, isPending ? clients.holds : clients.moves),
    ...clients.sides(from, to),
    ...amountOf(draw),
    ...(isPending && { pending: true, ...(draw.chance(40) && { timeout_s: draw.between(1, 2) }) }),
    ...(draw.chance(15) && conditionOn(to, { mark, draw, clients })),
    ...(draw.chance(8) && { once: "attempt" }),
    metadata: { op: mark },
  };
}

/** Some leave it to the service to name what is made; nobody can ask for more of those. */
function named(draw: Draw, clients: Clients, list: string[]): { readonly id?: string } {
  if (draw.chance(70)) return {};
  const id = clients.newId();
  list.push(id);
  return { id };
}

function amountOf(draw: Draw) {
  return draw.chance(5)
    ? { amount: "max", balancing: "debit" }
    : { amount: `${draw.between(1, AMOUNT_MAX)}` };
}

type Asking = { readonly mark: string; readonly draw: Draw; readonly clients: Clients };

function conditionOn({ id: account }: PlannedAccount, { mark, draw, clients }: Asking) {
  const least = BigInt(draw.between(0, LEAST_MAX));
  clients.conditions.set(mark, { account, least });
  return { conditions: [{ account, balance: "available", is: "gte", amount: `${least}` }] };
}

const VERBS = ["post", "post", "void", "reverse", "reverse"] as const;

/** Posts, releases or takes back what was asked for before, whatever became of it. */
export function ending(draw: Draw, clients: Clients): Operation {
  const verb = clients.pick(VERBS) ?? "post";
  const about = clients.pick(verb === "reverse" ? clients.moves : clients.holds);
  if (about === undefined) return transfer(draw, clients);
  const mark = clients.newMark();
  const part = draw.chance(60) ? { amount: `${draw.between(1, AMOUNT_MAX)}` } : {};
  const body = {
    ...named(draw, clients, verb === "void" ? [] : clients.moves),
    ...(verb === "reverse" && { ...part, ...(draw.chance(20) && { force: true }) }),
    ...(verb === "post" ? part : { reason: "drawn" }),
    metadata: { op: mark },
  };
  return clients.operation(`/v1/transfers/${about}/${verb}`, body, [mark]);
}
