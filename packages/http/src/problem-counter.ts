import type { Metrics } from "@holdfast/telemetry";

import type { ProblemBody } from "./problem-body.ts";

/** Counts by code what is written with the body shape handed in. */
export function problemCounter(metrics: Metrics): (body: ProblemBody) => ProblemBody {
  const problems = metrics.counter<"code">({
    name: "http_problems_total",
    help: "Answers that were problems.",
    labels: ["code"],
  });
  return (body) => (problem, request) => {
    problems.inc({ code: problem.code });
    return body(problem, request);
  };
}
