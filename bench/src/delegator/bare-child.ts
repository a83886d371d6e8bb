import fastify from "fastify";
import { Pool } from "pg";

import { answerParent } from "../answer-parent.ts";
import type { BareQuestions } from "./bare-questions.ts";

/** The pool of the service has as many. */
const CONNECTIONS = 10;

/** The text of the service's own statement for a page of the whole history. */
const PAGE = `
    select s.head_level, s.final_level, s.retractions, c.n, greatest(c.n, c.n_max), d.ts::text, d.amount::text, a.addr, d.level::text
    from delegator.sync s
    left join delegator.scope_count c on c.year = 0
    cross join lateral (
      select case when $3::bigint is null then c.n else least($3::bigint, greatest(c.n, c.n_max)) end as n
    ) top
    left join lateral (
      select d.ts, d.amount, d.sender, d.level, d.g from delegator.delegation d
      where  d.g > top.n - $1::bigint * $2::int
        and d.g <= top.n - ($1::bigint - 1) * $2::int
      order by d.g desc limit 100
    ) d on true
    left join delegator.address a on a.aid = d.sender
    order by d.g desc`;

type Cells = readonly [number, number, string, number, number, string, string, string, string];
type Query = { readonly page: string; readonly per_page: string };

/** The least that answers a page: no validation, no log, no limits, no headers, nothing made ready either. */
async function startBare({ databaseUrl }: { readonly databaseUrl: string }) {
  const pool = new Pool({
    connectionString: databaseUrl,
    options: "-c timezone=UTC",
    max: CONNECTIONS,
  });
  const server = fastify({ logger: false });
  server.get<{ Querystring: Query }>("/xtz/delegations", async ({ query }) => {
    const { page, per_page: size } = query;
    const { rows } = await pool.query<[...Cells]>({
      name: "page",
      text: PAGE,
      values: [Number(page), Number(size), null],
      rowMode: "array",
    });
    return {
      data: rows.map(([, , , , , time, amount, delegator, level]) => ({
        timestamp: `${time.slice(0, 10)}T${time.slice(11, 19)}Z`,
        amount,
        delegator,
        level,
      })),
    };
  });
  return { url: await server.listen({ host: "127.0.0.1", port: 0 }) };
}

const answers: BareQuestions = { start: startBare };

answerParent(answers);
