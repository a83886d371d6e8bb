import { expectMoneyInOnePlace, paying, type Paying } from "./paying.ts";
import { RailProcess } from "./rail-process.ts";
import { openSurroundings, startPayments } from "./start-payments.ts";

/** How a service reaches a rail, and how patient it is with it. */
function railSettings(rail: RailProcess) {
  return {
    RAIL_URL: rail.url,
    RAIL_TIMEOUT: "1s",
    RAIL_POLL: "50ms",
    RAIL_ASK_AFTER: "50ms",
    RAIL_ASK_AFTER_MAX: "400ms",
    RAIL_OVERDUE_AFTER: "3s",
  };
}

/** A service and a rail, each a process of its own, and a database. */
export type PaymentStage = AsyncDisposable & Awaited<ReturnType<typeof openPaymentStage>>;

/** Starts all of it. */
export async function openPaymentStage() {
  await using held = new AsyncDisposableStack();
  const surroundings = held.use(await openSurroundings());
  const rail = held.use(await RailProcess.start());
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  const settings = { ...railSettings(rail), NOTARY_EVERY: "200ms" };
  const payments = held.use(await startPayments(surroundings, settings, keep));
  let paidBefore = 0n;
  const ended = held.move();
  return {
    surroundings,
    rail,
    payments,
    /** What the service has logged. */
    lines,
    newPayer: async (): Promise<Paying> => paying(await payments.caller()),
    /** Whether the money of a payer is in one place; the rail may have paid for others before. */
    expectMoney: (by: Paying, expected: { readonly held?: bigint; readonly paid: bigint }) =>
      expectMoneyInOnePlace(by, rail, { ...expected, paidBefore }),
    /** From now on this is what was paid for others. */
    isOver: (paid: bigint): void => void (paidBefore += paid),
    [Symbol.asyncDispose]: () => ended.disposeAsync(),
  };
}
