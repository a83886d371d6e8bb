import { setTimeout as sleep } from "node:timers/promises";

import { wholeNumber } from "../command-line.ts";
import type { Bench } from "../contract.ts";
import {
  type PlainKernel,
  plainKernel,
  type TrustedKernel,
  trustedKernel,
} from "../kernel-trust/trusted-kernel.ts";
import { deposited } from "../kernel/account.ts";
import {
  type Cell,
  appendsOfPersonalData,
  appendsToNewStreams,
  appendsToOneStream,
} from "../kernel/append-cells.ts";
import { type Called, callAtOnce } from "../kernel/callers.ts";
import { kernelRival } from "../kernel/kernel-rival.ts";
import { WrongLog } from "../kernel/wrong-log.ts";
import { loadNote } from "../load-note.ts";
import { must } from "../must.ts";
import { medianRatio, type Pair, pairedRuns } from "../paired-runs.ts";
import { serverVersion } from "../server-version.ts";
import { median } from "../statistics.ts";
import { temporaryDatabaseServer } from "../temporary-database-server.ts";
import { undecided } from "../undecided.ts";

const CALLERS = 64;
const LOOK_MS = 20;
const GIVE_UP_MS = 120_000;
const RATIO_MIN = 0.85;
/** What is called 100,000 times for the first time is not compiled yet. */
const WARM_ROUNDS = 5;

type Append = (kernel: PlainKernel, cell: Cell) => Promise<Called>;

/** Those that are compared with what the kernel did before there was anything to trust in. */
const BOUND = new Set(["new streams", "one stream", "commands"]);
const WAYS: ReadonlyMap<string, Append> = new Map([
  ["new streams", appendsToNewStreams],
  ["one stream", appendsToOneStream],
  ["commands", commandsToOneStream],
  ["personal data", appendsOfPersonalData],
]);

export const bench: Bench = {
  title: "kernel: appends beside notary, witness, seals and timers, against appends alone",
  options: {
    calls: "appends of each way in each round; 20000, 1500 with --quick",
    rounds: "rounds; 5, 1 with --quick",
  },
  async run(report, { quick, rest }) {
    const calls = wholeNumber("calls", rest["calls"] ?? (quick ? "1500" : "20000"), CALLERS);
    const rounds = wholeNumber("rounds", rest["rounds"] ?? (quick ? "1" : "5"), 1);
    await using server = await temporaryDatabaseServer();
    report.postgres(await serverVersion(server.adminUrl));
    await using plainRival = await kernelRival(server.adminUrl);
    await using trustedRival = await kernelRival(server.adminUrl);
    await using plain = plainKernel(plainRival);
    await using trusted = await trustedKernel(trustedRival);
    const course = { plain, trusted, calls, rounds, written: 0 };
    const measured = new Map<string, readonly Pair[]>();
    report.note(loadNote());
    for (const [name, append] of WAYS) {
      report.progress(`${rounds + WARM_ROUNDS} rounds of ${calls} appends each: ${name}`);
      measured.set(name, await inTurn(course, name, append));
    }
    report.note(loadNote());
    await plainRival.check(course.written);
    await trustedRival.check(course.written);
    await trusted.check();
    const musts = [...measured].flatMap(([name, pairs]) =>
      BOUND.has(name)
        ? must(`${name}: all on to appends alone`, rounded(medianRatio(pairs)), ">=", RATIO_MIN)
        : [],
    );
    return { figures: ratesOf(measured), musts: quick ? musts.map(undecided) : musts };
  },
};

/** Commands to a stream of their own, decided on the state in memory. */
function commandsToOneStream({ handle }: PlainKernel, cell: Cell): Promise<Called> {
  return callAtOnce(cell, (number) => deposited(handle, `${cell.name}-hot`, number));
}

type Course = {
  readonly plain: PlainKernel;
  readonly trusted: TrustedKernel;
  readonly calls: number;
  readonly rounds: number;
  /** Events in the log of each. */
  written: number;
};

/** Neither writes while the other does, nor while a notary reads. The first pairs warm both, and are left out. */
async function inTurn(course: Course, name: string, append: Append): Promise<readonly Pair[]> {
  const { plain, trusted, calls, rounds } = course;
  let runs = 0;
  const appended = async (kernel: PlainKernel): Promise<number> => {
    runs += 1;
    const cell = { name: `${name.replace(" ", "")}${runs}`, callers: CALLERS, calls };
    return (await append(kernel, cell)).perSecond;
  };
  const pairs = await pairedRuns(rounds + WARM_ROUNDS, {
    async ours() {
      const perSecond = await appended(trusted);
      course.written += calls;
      await untilSigned(trusted, course.written);
      return perSecond;
    },
    theirs: () => appended(plain),
  });
  return pairs.slice(WARM_ROUNDS);
}

/** What is not signed for long is no cheap trust. */
async function untilSigned(kernel: TrustedKernel, events: number): Promise<void> {
  const untilMs = performance.now() + GIVE_UP_MS;
  while ((await kernel.signed()) < events) {
    if (performance.now() > untilMs) {
      throw new WrongLog(`${await kernel.signed()} of ${events} events are signed`);
    }
    await sleep(LOOK_MS);
  }
}

function ratesOf(measured: ReadonlyMap<string, readonly Pair[]>): Readonly<Record<string, number>> {
  const rates = Array.from(measured, ([name, pairs]) => [
    [`${name}, all on: appends a second`, Math.round(median(pairs.map(({ ours }) => ours)))],
    [`${name}: appends a second`, Math.round(median(pairs.map(({ theirs }) => theirs)))],
    [`${name}: all on to appends alone`, rounded(medianRatio(pairs))],
  ]);
  return Object.fromEntries(rates.flat());
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
