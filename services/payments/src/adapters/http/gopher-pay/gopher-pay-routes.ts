import { HttpProblem, type ProblemBody, type Server } from "@holdfast/http";
import { Type } from "typebox";

import { GopherPayRefused } from "../../../application/gopher-pay-refused.ts";
import type { GopherPay, Sum } from "../../../application/gopher-pay.ts";

const AccountNumber = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: "^[ -~]+$",
  examples: ["ACC777"],
});
const Amount = (minimum: number) =>
  Type.Integer({
    minimum,
    maximum: Number.MAX_SAFE_INTEGER,
    description: "Minor units",
    examples: [77700],
  });
const Currency = Type.String({ pattern: "^[A-Z]{3}$", examples: ["USD"] });
const Failure = Type.Object(
  { code: Type.Integer({ description: "The status" }), message: Type.String() },
  { description: "Why not" },
);
const Short = Type.Object({
  number: Type.String(),
  balance: Type.String({ examples: ["$777.00"] }),
});

const tags = ["gopherpay"];
const config = { access: "public" } as const;
const failures = {
  400: Failure,
  404: Failure,
  409: Failure,
  422: Failure,
  429: Failure,
  500: Failure,
  503: Failure,
};
const params = Type.Object({ number: AccountNumber });

/** The body of every mistake in these routes. What went wrong inside is told to nobody. */
const gopherPayProblem: ProblemBody = ({ status, detail, title }) => ({
  contentType: "application/json; charset=utf-8",
  payload: JSON.stringify({ code: status, message: detail ?? title }),
});

/** GopherPay's routes and texts over one tenant's ledger, for clients that cannot change. Without tokens, as they were. */
export function gopherPayRoutes(scope: Server, gopherPay: GopherPay): void {
  scope.setProblemBody(gopherPayProblem);
  const opening = Type.Object(
    { number: AccountNumber, amount: Amount(0), currency: Currency },
    { additionalProperties: false },
  );
  scope.post(
    "/accounts",
    {
      schema: {
        summary: "Open an account",
        tags,
        body: opening,
        response: { 200: Short, ...failures },
      },
      config,
    },
    ({ body }) => told(() => gopherPay.open(body.number, sumOf(body))),
  );
  scope.get(
    "/accounts",
    {
      schema: {
        summary: "All accounts",
        tags,
        response: { 200: Type.Array(Type.Object({ number: Type.String() })), ...failures },
      },
      config,
    },
    async () => (await gopherPay.numbers()).map((number) => ({ number })),
  );
  const shown = Type.Object({
    ...Short.properties,
    ledgers: Type.Array(Type.Object({ action: Type.String({ examples: ["Deposit, $777.00"] }) })),
  });
  scope.get(
    "/accounts/:number",
    {
      schema: { summary: "An account", tags, params, response: { 200: shown, ...failures } },
      config,
    },
    ({ params: { number } }) =>
      told(async () => {
        const { ledgers, ...account } = await gopherPay.show(number);
        return { ...account, ledgers: [...ledgers] };
      }),
  );
  transferRoute(scope, gopherPay);
  scope.get(
    "/swagger/*",
    { schema: { hide: true, response: { 302: Type.Null() } }, config },
    (_request, reply) => {
      reply.redirect("/openapi.json");
    },
  );
}

function transferRoute(scope: Server, gopherPay: GopherPay): void {
  const body = Type.Object(
    { from: AccountNumber, to: AccountNumber, amount: Amount(1), currency: Currency },
    { additionalProperties: false },
  );
  const moved = Type.Object({
    message: Type.String({ examples: ["$100.00 transfered from ACC777 to ACC555"] }),
  });
  scope.post(
    "/accounts/:number/transfer",
    {
      schema: { summary: "Move money", tags, params, body, response: { 200: moved, ...failures } },
      config,
    },
    ({ body: asked, params: { number } }) =>
      told(async () => {
        const { from, to } = asked;
        if (from !== number) {
          const message = `cannot send transfer from ${from}: the path says ${number}`;
          throw new GopherPayRefused("invalid", message);
        }
        return { message: await gopherPay.transfer(from, to, sumOf(asked)) };
      }),
  );
}

function sumOf({ amount, currency }: { readonly amount: number; readonly currency: string }): Sum {
  return { amount: BigInt(amount), currency };
}

const STATUSES = { invalid: 400, not_found: 404, taken: 409, refused: 422 } as const;

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GopherPayRefused)) throw error;
    const { message, code, kind } = error;
    throw new HttpProblem({ status: STATUSES[kind], code, title: message, detail: message });
  }
}
