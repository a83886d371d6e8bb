/** A plan of faults that cannot be followed; the message says what to change. */
export class BadFaultPlan extends Error {
  override readonly name = "BadFaultPlan";
  readonly code = "bad_fault_plan";
}
