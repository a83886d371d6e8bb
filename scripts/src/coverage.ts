import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { scopesOf } from "./coverage-scopes.ts";
import {
  type LineCoverage,
  missedLines,
  readLineCoverage,
  type Row,
  rowsOf,
  withProcesses,
} from "./line-coverage.ts";
import { withoutPassed } from "./outcome.ts";
import { ROOT } from "./repository.ts";
import { runCommand } from "./run-command.ts";
import { untilInterrupted } from "./until-interrupted.ts";

const USAGE = `npm run coverage                    all workspaces
npm run coverage -- tools/favkit    these workspaces, by their own tests alone

Runs unit, acceptance and tidy tests and tells, for each workspace, which share of its lines ran:
in the tests themselves and in the processes they started. Fails below 95 % of a package, service,
stand-in or tool, and below 100 % of a domain.
`;

const INCLUDED = [
  "{packages,services,standins,tools}/*/src/**/*.ts",
  "{bench,scripts,tidy}/src/**/*.ts",
];
const TESTS_MS_MAX = 30 * 60_000;
const REPORT_MS_MAX = 5 * 60_000;

const write = (line: string) => process.stdout.write(`${line}\n`);
const words = process.argv.slice(2);
/** Empty for all. */
const asked = new Set(words);

if (words.every(isWorkspace)) {
  process.exitCode = await coverage(untilInterrupted());
} else {
  write(USAGE);
  process.exitCode = words.every((word) => word === "--help" || word === "-h") ? 0 : 1;
}

function isWorkspace(word: string): boolean {
  return scopesOf(`${word}/src/index.ts`).some(({ name }) => name === word);
}

async function coverage(signal: AbortSignal): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-coverage-"));
  try {
    const isGreen = await runTests(folder, signal);
    const tests = await readReport(join(folder, "tests"));
    const processes = await readProcesses(folder, signal);
    const isEnough = tell(withProcesses(inRepository(tests), inRepository(processes)));
    if (!isGreen) write("the tests do not pass, see above: what they leave out is missing here");
    return isGreen && isEnough ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Vitest reports what ran inside of it. Processes it starts leave their own record in the folder `raw`. */
async function runTests(folder: string, signal: AbortSignal): Promise<boolean> {
  const raw = join(folder, "raw");
  await mkdir(raw);
  const projects = ["unit", "acceptance", "tidy"].flatMap((name) => ["--project", name]);
  const words = [
    "run",
    ...asked,
    ...projects,
    "--reporter=verbose",
    "--coverage",
    "--coverage.reporter=json",
  ];
  const place = [
    "--coverage.reportOnFailure",
    `--coverage.reportsDirectory=${join(folder, "tests")}`,
  ];
  const included = INCLUDED.map((pattern) => `--coverage.include=${pattern}`);
  const ending = await runCommand(
    { tool: "vitest", words: [...words, ...place, ...included] },
    { limitMs: TESTS_MS_MAX, signal, environment: { NODE_V8_COVERAGE: raw } },
  );
  if (!ending.isClean) write(withoutPassed(ending.output));
  return ending.isClean;
}

async function readProcesses(folder: string, signal: AbortSignal): Promise<LineCoverage> {
  const raw = join(folder, "raw");
  await dropTestRunners(raw);
  if ((await readdir(raw)).length === 0) return new Map();
  const place = ["--temp-directory", raw, "--reports-dir", join(folder, "processes")];
  const words = ["report", "--reporter=json", ...place, "--exclude=**/*.test.ts"];
  const options = { limitMs: REPORT_MS_MAX, signal };
  const ending = await runCommand({ tool: "c8", words }, options);
  if (!ending.isClean) write(ending.output);
  return readReport(join(folder, "processes"));
}

/** The workers of Vitest run rewritten code, whose offsets fit no file; Vitest itself has told about them. */
async function dropTestRunners(raw: string): Promise<void> {
  for (const name of await readdir(raw)) {
    const path = join(raw, name);
    const text = await readFile(path, "utf8");
    if (text.includes("/node_modules/vitest/")) await rm(path);
  }
}

async function readReport(folder: string): Promise<LineCoverage> {
  const report: unknown = JSON.parse(await readFile(join(folder, "coverage-final.json"), "utf8"));
  return readLineCoverage(report);
}

function inRepository(coverageByPath: LineCoverage): LineCoverage {
  const all = [...coverageByPath].map(([path, lines]) => [relative(ROOT, path), lines] as const);
  const isAsked = (path: string) => scopesOf(path).some(({ name }) => asked.has(name));
  return new Map(all.filter(([path]) => asked.size === 0 || isAsked(path)));
}

function tell(found: LineCoverage): boolean {
  const rows = rowsOf(found, scopesOf);
  for (const row of rows) write(rowLine(row));
  const lacking = rows.filter(({ isEnough }) => !isEnough);
  for (const [path, lines] of found) {
    const missed = missedLines(lines);
    const isWanted = lacking.some(({ name }) =>
      scopesOf(path).some((scope) => scope.name === name),
    );
    if (missed !== "" && isWanted) write(`${path}: nothing runs ${missed}`);
  }
  return lacking.length === 0 && rows.length > 0;
}

function rowLine({ name, lines, run, least, isEnough }: Row): string {
  const percent = lines === 0 ? 100 : (run / lines) * 100;
  // Rounded down, so that 100.0 means every line.
  const share = `${(Math.floor(percent * 10) / 10).toFixed(1)} %`.padStart(8);
  const bound = least === undefined ? "" : `  at least ${least} %${isEnough ? "" : ": TOO LOW"}`;
  return `${name.padEnd(32)} ${share} of ${String(lines).padStart(5)} lines${bound}`;
}
