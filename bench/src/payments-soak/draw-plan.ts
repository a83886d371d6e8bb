import { type Draw, drawFrom } from "../draw.ts";
import { Clients } from "./clients.ts";
import { drawOperation } from "./draw-operation.ts";
import type { Fault, Plan } from "./plan.ts";

const OPERATIONS_LEAST = 350;
const OPERATIONS_MOST = 600;
const BREAKAGES = ["service", "server", "both"] as const;

/** Draws what clients want and what breaks meanwhile. */
export function drawPlan(seed: number): Plan {
  const draw = drawFrom(seed);
  const clients = Array.from({ length: draw.between(2, 3) }, (_, at) => new Clients(draw, at));
  const openings = clients.flatMap((each) => each.openings());
  const count = draw.between(OPERATIONS_LEAST, OPERATIONS_MOST);
  const operations = Array.from({ length: count }, () => drawOperation(draw, clients));
  return {
    seed,
    tenants: clients.map(({ tenant }) => tenant),
    instances: draw.between(1, 2),
    openings,
    operations,
    faults: drawFaults(draw, count),
    conditions: new Map(clients.flatMap(({ conditions }) => [...conditions])),
  };
}

/** So that each of them comes while there is still something to do. */
function drawFaults(draw: Draw, operations: number): readonly Fault[] {
  const count = draw.between(2, 4);
  const most = Math.floor(operations / (count + 1));
  return Array.from({ length: count }, () => ({
    afterAnswers: draw.between(1, most),
    breakage: BREAKAGES[draw.between(0, BREAKAGES.length - 1)] ?? "service",
    pick: draw.between(0, 1),
  }));
}
