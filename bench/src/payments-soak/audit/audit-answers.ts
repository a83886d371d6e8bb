import { isRecord } from "../../registry.ts";
import { isAccepted, isRefused, type Told } from "../told.ts";
import { type Books, keyOf } from "./books.ts";
import { recordsIn, untrue } from "./records-in.ts";

/** What the marks of steps begin with that payments take by themselves. */
export const PAYMENT_STEP = "payment-step";

/** Whether the answers that clients got agree with each other, and with the books. */
export function auditAnswers(
  told: readonly Told[],
  { books, tenants }: { readonly books: Books; readonly tenants: readonly string[] },
): readonly string[] {
  const found = told.flatMap((each) => [
    ...contradictions(each),
    ...records(each, books, tenants[each.operation.tenant] ?? ""),
  ]);
  return [...found, ...auditEffects(told, books, tenants)];
}

function contradictions({ operation, attempts }: Told): readonly string[] {
  const { path, key, isWrong } = operation;
  const found: string[] = [];
  const say = (what: string): void => void found.push(`${path} with key ${key}: ${what}`);
  const answers = attempts.flatMap(({ answer }) => answer ?? []);
  const strange = answers.find(({ status }) => status >= 500 && status !== 503);
  if (strange !== undefined) say(`${strange.status} ${strange.text}`);
  const accepted = attempts.filter(isAccepted);
  if (isWrong && accepted.length > 0) say(`must be refused, and was done: ${operation.body}`);
  const told = new Set(accepted.map(({ answer }) => `${answer?.status} ${answer?.text}`));
  if (told.size > 1) say(`was answered differently: ${[...told].join(" and ")}`);
  const first = accepted.filter(({ answer }) => answer?.isReplay === false);
  if (first.length > 1) say(`was done ${first.length} times, by what was answered`);
  const sinceWhen = Math.min(...accepted.map(({ answer }) => answer?.at ?? Infinity));
  const late = attempts.find((each) => isRefused(each) && each.asked > sinceWhen);
  if (late !== undefined) say(`was done, and then refused: ${late.answer?.text}`);
  return found;
}

/** Each transfer that was told is in the books as it was told. */
function records({ operation, attempts }: Told, books: Books, tenant: string): readonly string[] {
  const text = attempts.find(isAccepted)?.answer?.text;
  const answer: unknown = text === undefined ? undefined : JSON.parse(text);
  return recordsIn(answer).flatMap((record) => {
    const transfer = books.transfers.get(keyOf(tenant, record.id));
    const wrong = transfer === undefined ? "not in the log" : untrue(record, transfer);
    return wrong === undefined ? [] : [`${operation.path} told of ${record.id}, which is ${wrong}`];
  });
}

/** What an operation must have done, each of its marks by itself. */
type Verdict = "done" | "not done" | "open";

/** Everything that was accepted has happened once, and nothing that was refused. */
function auditEffects(
  told: readonly Told[],
  { effects, transfers }: Books,
  tenants: readonly string[],
): readonly string[] {
  const verdicts = new Map<string, Verdict[]>();
  for (const each of told) {
    for (const [at, mark] of each.operation.marks.entries()) {
      const key = keyOf(tenants[each.operation.tenant] ?? "", mark);
      verdicts.set(key, [...(verdicts.get(key) ?? []), verdictOn(each, at)]);
    }
  }
  const wrong = [...verdicts].flatMap(([key, all]) => wrongCount(key, all, effects.get(key) ?? 0));
  const unmarked = [...transfers.values()].filter(
    ({ mark, quote, kind }) => mark === null && quote === null && kind !== "expiry",
  );
  const unasked = [
    ...[...effects.keys()].filter((key) => !verdicts.has(key) && !key.includes(PAYMENT_STEP)),
    ...unmarked.map(({ tenant, id }) => keyOf(tenant, id)),
  ];
  return [...wrong, ...unasked.map((key) => `${key}: nobody has asked for this`)];
}

function wrongCount(key: string, all: readonly Verdict[], count: number): readonly string[] {
  if (all.includes("done"))
    return count === 1 ? [] : [`${key}: was accepted, and done ${count} times`];
  if (count > 1) return [`${key}: was done ${count} times`];
  const isRefusedByAll = all.every((verdict) => verdict === "not done");
  return isRefusedByAll && count > 0 ? [`${key}: was refused, and done`] : [];
}

function verdictOn({ operation, attempts }: Told, at: number): Verdict {
  const text = attempts.find(isAccepted)?.answer?.text;
  if (text === undefined) return attempts.every(isRefused) ? "not done" : "open";
  if (!operation.path.endsWith("/batch")) return "done";
  const answer: unknown = JSON.parse(text);
  const results = isRecord(answer) && Array.isArray(answer["results"]) ? answer["results"] : [];
  const result: unknown = results[at];
  return isRecord(result) && result["status"] === "refused" ? "not done" : "done";
}
