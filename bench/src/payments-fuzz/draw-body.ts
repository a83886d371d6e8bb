import type { Draw } from "../draw.ts";
import { oneOf } from "./choose.ts";
import { rightFor, SIDES, type WriteRoute } from "./fuzzed-routes.ts";
import { oddText, oddValue } from "./odd-values.ts";
import { spoilJson } from "./spoil-json.ts";

/** Ids that a request may name: of what there is, and of what there may be by now. */
export type Ids = readonly string[];

/** What a reversal by force is known by, which is allowed what no other transfer is. */
export const BY_FORCE = "by force";

const ITEMS_MAX = 4;

type Drawing = {
  readonly draw: Draw;
  readonly ids: Ids;
  /** What fields should be, by their names. */
  readonly right: ReturnType<typeof rightFor>;
};

/** A body that may be right, nearly right or nothing at all. */
export function drawBody(draw: Draw, route: WriteRoute, ids: Ids): Buffer {
  const drawing = { draw, ids, right: rightFor(route) };
  const json = JSON.stringify(fields(drawing, route.usual, route.rare));
  if (draw.chance(15)) return spoilJson(draw, json);
  return Buffer.from(draw.chance(2) ? JSON.stringify(oddValue(draw)) : json);
}

function fields(drawing: Drawing, usual: readonly string[], rare: readonly string[]): object {
  const { draw } = drawing;
  const names = [
    ...usual.filter(() => draw.chance(98)),
    ...rare.filter(() => draw.chance(15)),
    ...(draw.chance(3) ? [oddText(draw)] : []),
  ];
  const all = Object.fromEntries(names.map((name) => [name, field(drawing, name)]));
  return all["force"] === true ? { ...all, reason: BY_FORCE } : all;
}

function field(drawing: Drawing, name: string): unknown {
  const { draw, ids, right } = drawing;
  if (draw.chance(4)) return oddValue(draw);
  if (name === "conditions") return [condition(draw, ids)];
  if (name === "transfers") {
    const length = draw.between(1, ITEMS_MAX);
    return Array.from({ length }, () => fields(drawing, SIDES, ["id", "linked"]));
  }
  return oneOf(draw, right.get(name) ?? ids);
}

function condition(draw: Draw, ids: Ids): object {
  const account = oneOf(draw, ids);
  if (draw.chance(50)) return { account, account_version: oneOf(draw, ["0", "1", "12"]) };
  const [balance, is] = [oneOf(draw, ["posted", "pending"]), oneOf(draw, ["gte", "lt"])];
  return { account, balance, is, amount: "0" };
}
