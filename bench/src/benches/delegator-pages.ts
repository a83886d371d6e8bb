import { type Child, startChild } from "../child.ts";
import { wholeNumber } from "../command-line.ts";
import type { Bench, Outcome, Report } from "../contract.ts";
import type { BareQuestions } from "../delegator/bare-questions.ts";
import { checkpoint, delegatorDatabase } from "../delegator/delegator-database.ts";
import type { DelegatorProcess } from "../delegator/delegator-process.ts";
import { PAST_YEAR, pageKinds, randomPages } from "../delegator/page-kinds.ts";
import { type KindTargets, pageLatencies } from "../delegator/page-latency.ts";
import { comparedThroughput } from "../delegator/page-throughput.ts";
import { restingService } from "../delegator/resting-service.ts";
import { pagePath, startCourse } from "../delegator/start-course.ts";
import type { AskedPage } from "../delegator/true-pages.ts";
import type { TzktQuestions } from "../delegator/tzkt-questions.ts";
import { KeepAliveConnection } from "../keep-alive-connection.ts";
import { loadNote } from "../load-note.ts";
import type { LoadQuestions, LoadTarget } from "../load-questions.ts";
import { must, type Must } from "../must.ts";
import { medianRatio, type Pair } from "../paired-runs.ts";
import { serverVersion } from "../server-version.ts";
import { median, percentiles } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

type Size = {
  readonly rows: number;
  /** Requests of each kind of page, one at a time. */
  readonly rounds: number;
  /** Different random pages; each is compared with the chain whenever it is served. */
  readonly randomCount: number;
  readonly pairs: number;
  /** Of one stretch of load. */
  readonly milliseconds: number;
};

const FULL: Size = {
  rows: 760_930,
  rounds: 2000,
  randomCount: 1000,
  pairs: 5,
  milliseconds: 3000,
};
const QUICK: Size = { rows: 60_000, rounds: 100, randomCount: 100, pairs: 1, milliseconds: 500 };

export const bench: Bench = {
  title: "delegator: any page of the whole history, in the handler and over HTTP",
  options: { rows: `delegations in the history; ${FULL.rows}, ${QUICK.rows} with --quick` },
  async run(report, { quick, rest }) {
    const usual = quick ? QUICK : FULL;
    const size = { ...usual, rows: wholeNumber("rows", rest["rows"] ?? `${usual.rows}`, 1) };
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    report.progress(`generating ${size.rows} delegations and mirroring them`);
    await using course = await startCourse({ ...server, rows: size.rows, perSecond: 0 });
    await using database = await delegatorDatabase(server.adminUrl);
    await using service = await restingService(database, course.tzktUrl);
    await checkpoint(database.adminUrl);
    report.note(loadNote());
    const pages = await expectPages(course.tzkt, size);
    await pageLatencies({ ...service, kinds: pages.kinds, rounds: WARM_ROUNDS });
    report.progress("one client, one request at a time");
    const latencies = await pageLatencies({ ...service, kinds: pages.kinds, rounds: size.rounds });
    await using bare = startChild<BareQuestions>(
      new URL("../delegator/bare-child.ts", import.meta.url),
    );
    const { url: bareUrl } = await bare.ask("start", { databaseUrl: database.url });
    const rates = await measureRates(report, { service, bareUrl, pages, size });
    return outcome(report, { latencies, rates, rows: size.rows, isQuick: quick });
  },
};

const WARM_ROUNDS = 100;

type ExpectedPages = {
  readonly kinds: KindTargets;
  /** Page 1 and random pages, as the service writes them. */
  readonly first: readonly LoadTarget[];
  readonly random: readonly LoadTarget[];
};

async function expectPages(tzkt: Child<TzktQuestions>, size: Size): Promise<ExpectedPages> {
  const all = await tzkt.ask("count", null);
  const pastYear = await tzkt.ask("count", PAST_YEAR);
  const targets = async (pages: readonly AskedPage[]) => {
    const bodies = await tzkt.ask("pages", pages);
    // The service ends its answers with a line break, as the original does.
    return pages.map((page, at) => ({ path: pagePath(page), body: `${bodies[at] ?? ""}\n` }));
  };
  const kinds = new Map<string, readonly LoadTarget[]>();
  for (const { name, pages } of pageKinds({ all, pastYear }, size.randomCount)) {
    kinds.set(name, await targets(pages));
  }
  return {
    kinds,
    first: kinds.get("first") ?? [],
    random: await targets(randomPages(all, size.randomCount)),
  };
}

type Rates = {
  /** Random pages to page 1. */
  readonly deep: readonly Pair[];
  /** Page 1 to page 1 of the bare server. */
  readonly bare: readonly Pair[];
  /** Page 1 that has not changed to page 1 in full. */
  readonly unchanged: readonly Pair[];
};

type RateOptions = {
  readonly service: DelegatorProcess;
  readonly bareUrl: string;
  readonly pages: ExpectedPages;
  readonly size: Size;
};

async function measureRates(report: Report, options: RateOptions): Promise<Rates> {
  const { service, bareUrl, pages, size } = options;
  const { url } = service;
  await using load = startChild<LoadQuestions>(new URL("../load-child.ts", import.meta.url));
  const first = { url, targets: pages.first };
  const bareFirst = {
    url: bareUrl,
    targets: pages.first.map(({ path, body }) => ({ path, body: body.trimEnd() })),
  };
  report.progress("many clients: random pages against page 1");
  const deep = await comparedThroughput({ ...size, load }, { url, targets: pages.random }, first);
  report.progress("many clients: page 1 against bare Fastify and pg");
  const bare = await comparedThroughput({ ...size, load }, first, bareFirst);
  report.progress("many clients: page 1 that has not changed against page 1 in full");
  const unchanged = await comparedThroughput(
    { ...size, load },
    { url, targets: await unchangedTargets(url, pages.first) },
    first,
  );
  return { deep, bare, unchanged };
}

const ETAG = /\r\netag: ([^\r]+)/i;

/** The same pages as clients ask for them that keep a copy. */
async function unchangedTargets(
  url: string,
  targets: readonly LoadTarget[],
): Promise<readonly LoadTarget[]> {
  using connection = new KeepAliveConnection(url);
  const unchanged: LoadTarget[] = [];
  for (const { path } of targets) {
    const { head } = await connection.get(path);
    unchanged.push({ path, body: "", ifNoneMatch: ETAG.exec(head)?.[1] ?? "" });
  }
  return unchanged;
}

type Measured = {
  readonly latencies: ReadonlyMap<string, readonly number[]>;
  readonly rates: Rates;
  readonly rows: number;
  readonly isQuick: boolean;
};

function outcome(report: Report, measured: Measured): Outcome {
  const { latencies, rates, rows } = measured;
  const kinds = Array.from(latencies, ([name, values]) => ({ name, ...percentiles(values) }));
  report.table(
    ["page", "p50 ms", "p95 ms", "p99 ms"],
    kinds.map(({ name, p50, p95, p99 }) => [name, p50, p95, p99]),
  );
  const perSecond = {
    firstPerSecond: Math.round(median(rates.bare.map(({ ours }) => ours))),
    randomPerSecond: Math.round(median(rates.deep.map(({ ours }) => ours))),
    unchangedPerSecond: Math.round(median(rates.unchanged.map(({ ours }) => ours))),
    barePerSecond: Math.round(median(rates.bare.map(({ theirs }) => theirs))),
  };
  report.table(
    ["over HTTP", "answers/s"],
    [
      ["page 1", perSecond.firstPerSecond],
      ["random pages", perSecond.randomPerSecond],
      ["page 1, not changed (304)", perSecond.unchangedPerSecond],
      ["page 1, bare Fastify and pg", perSecond.barePerSecond],
    ],
  );
  report.note("service, PostgreSQL, load generator and log reader share the machine's processors");
  report.note("goals on an idle machine: p50 < 1 ms, p99 < 3 ms in the handler; >= 5,000/s");
  const latencyFigures = kinds.flatMap(({ name, p50, p99 }) => [
    [`${name} p50 ms`, p50] as const,
    [`${name} p99 ms`, p99] as const,
  ]);
  return {
    figures: { rows, ...Object.fromEntries(latencyFigures), ...perSecond },
    musts: musts(measured),
  };
}

function musts({ latencies, rates, isQuick }: Measured): readonly Must[] {
  const middle = (name: string) => median(latencies.get(name) ?? []);
  const all = [
    must(
      "last page to first, p50 in the handler",
      rounded(middle("last") / middle("first")),
      "<=",
      1.5,
    ),
    must("random pages to page 1, answers/s", rounded(medianRatio(rates.deep)), ">=", 0.8),
    must("304 to 200 of page 1, answers/s", rounded(medianRatio(rates.unchanged)), ">=", 1.5),
    must("page 1 to the bare server, answers/s", rounded(medianRatio(rates.bare)), ">=", 0.6),
  ];
  // Half a second of load decides nothing.
  return isQuick ? all.map(undecided) : all;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
