import { fromJsonText } from "@holdfast/cqrs";

import type { Sent, Told } from "../journal.ts";
import { type Course, isYes } from "./history.ts";
import type { Remembered } from "./remembered.ts";

type Memory = ReadonlyMap<string, Remembered>;

/** Compares what callers were told with what the database remembers. */
export function auditAnswers(courses: readonly Course[], memory: Memory): readonly string[] {
  const known = new Set(courses.map(({ key }) => key));
  const phantoms = [...memory.keys()].filter((key) => !known.has(key));
  return [
    ...phantoms.map((key) => `L3 nobody has sent ${key}`),
    ...courses.flatMap((course) => auditCourse(course, memory.get(course.key))),
    ...raceWinners(courses),
  ];
}

function auditCourse(course: Course, remembered: Remembered | undefined): readonly string[] {
  const { key, told } = course;
  const failed = told.filter(({ outcome }) => outcome === "failed");
  const yes = told.filter(isYes);
  return [
    ...failed.map(({ code }) => `${key} failed: ${code}`),
    ...wrongRefusals(course),
    ...yes.flatMap((each) => wrongAnswer(each, remembered)),
    ...changedAnswers(key, yes),
    ...(remembered === undefined ? [] : wrongMemory(course, remembered)),
  ];
}

/** The answer that a yes should be, all parts of it. */
function wrongAnswer(told: Told, remembered: Remembered | undefined): readonly string[] {
  const { tenant, id, outcome } = told;
  if (remembered === undefined) return [`L3 ${tenant} ${id} was told ${outcome} and is lost`];
  const { version, last, first, answer } = remembered;
  const kept = JSON.stringify({
    version,
    last: String(last),
    answer: fromJsonText(answer ?? "null"),
  });
  const heard = JSON.stringify({ version: told.version, last: told.last, answer: told.answer });
  const isFirst = told.first === undefined || told.first === String(first);
  return kept === heard && isFirst ? [] : [`L3 ${id} was told ${heard}, kept is ${kept}`];
}

/** The same command gets the same answer for ever, and happens once. */
function changedAnswers(key: string, yes: readonly Told[]): readonly string[] {
  const answers = new Set(
    yes.map(({ version, first, last, answer }) => JSON.stringify([version, first, last, answer])),
  );
  const accepted = yes.filter(({ outcome }) => outcome === "accepted").length;
  return [
    ...(answers.size > 1 ? [`L8 ${key} was answered ${[...answers].join(" and ")}`] : []),
    ...(accepted > 1 ? [`L8 ${key} was accepted ${accepted} times`] : []),
  ];
}

/** What is remembered must have been possible, and be what was sent. */
function wrongMemory({ key, sent, told }: Course, remembered: Remembered): readonly string[] {
  const [first] = sent;
  if (first === undefined) return [];
  const { size, parts } = remembered;
  const isWhole = parts === first.parts && (first.size === null || first.size === size);
  // Each time it was sent it was answered, and never by a yes or by not knowing.
  const isRefused = told.length === sent.length && told.every(({ outcome }) => NO.has(outcome));
  return [
    ...(isWhole
      ? []
      : [`L3 ${key} has ${parts} parts of ${size} events, not ${first.parts} of ${first.size}`]),
    ...(isRefused ? [`L3 ${key} was refused and has happened`] : []),
  ];
}

const NO: ReadonlySet<string> = new Set(["refused", "not_applied"]);

/** Which refusals may be heard of which kind of command. */
const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  hot: [],
  shared: [],
  pair: [],
  fresh: [],
  post: [],
  closing: ["stream_closed"],
  race: ["version_conflict"],
  move: ["insufficient_funds", "version_conflict"],
  mismatch: ["command_mismatch"],
};

function wrongRefusals({ key, sent, told }: Course): readonly string[] {
  const allowed = new Set(sent.flatMap(({ kind }) => REFUSALS[kind] ?? []));
  return told
    .filter(({ outcome, code = "" }) => outcome === "refused" && !allowed.has(code))
    .map(({ code }) => `L7 ${key} (${sent[0]?.kind}) was refused: ${code}`);
}

/** Of those who wrote at one version of a stream one has won at most. */
function raceWinners(courses: readonly Course[]): readonly string[] {
  const racing = courses.filter(({ sent }) => typeof sent[0]?.expect === "number");
  const races = Map.groupBy(racing, ({ sent }) => `${sent[0]?.streamId} at ${sent[0]?.expect}`);
  return [...races].flatMap(([race, courses]) => {
    const won = courses.filter(({ told }) => told.some(isYes));
    return won.length > 1 ? [`L6 ${race} was won by ${won.length}`] : [];
  });
}

/** Whoever was told that the outcome is unknown has learnt it by sending the same command again. */
export function auditUnknown(
  courses: readonly Course[],
  orphans: ReadonlySet<string>,
): readonly string[] {
  return courses
    .filter(({ key, told }) => told.at(-1)?.outcome === "unknown" && !orphans.has(key))
    .map(({ key }) => `L3 nobody can learn what became of ${key}`);
}

/** Real time: whatever was answered before another command was first sent stands before it in the log. */
export function auditOrder(courses: readonly Course[], memory: Memory): readonly string[] {
  const timed = courses.flatMap(({ key, sent, told }) => {
    const remembered = memory.get(key);
    if (remembered === undefined || remembered.size === 0) return [];
    const sentAt = Math.min(...sent.map(({ at }: Sent) => at));
    const toldAt = Math.min(...told.filter(isYes).map(({ at }) => at));
    return [{ key, sentAt, toldAt, ...remembered }];
  });
  const byAnswer = timed.toSorted((a, b) => a.toldAt - b.toldAt);
  const found: string[] = [];
  let next = 0;
  let highest = 0n;
  for (const { key, sentAt, first } of timed.toSorted((a, b) => a.sentAt - b.sentAt)) {
    for (
      let each = byAnswer[next];
      each !== undefined && each.toldAt < sentAt;
      each = byAnswer[next]
    ) {
      if (each.last > highest) highest = each.last;
      next += 1;
    }
    if (first <= highest)
      found.push(`L5 ${key} is at ${first}, sent after ${highest} was answered`);
  }
  return found;
}
