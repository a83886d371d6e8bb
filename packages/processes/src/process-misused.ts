/** What a process manager may not do, and why that cannot be carried out. */
export type ProcessMistake =
  | "name_invalid"
  | "parking_refused"
  | "process_id_invalid"
  | "step_name_invalid"
  | "reserved_type"
  | "timer_out_of_range"
  | "timer_name_invalid"
  | "too_many_timers";

/** A process manager asked for something that cannot be done: a mistake in it, which stops what tells it. */
export class ProcessMisused extends TypeError {
  readonly code: ProcessMistake;

  constructor(process: string, code: ProcessMistake, sentence: string) {
    super(`process ${process}: ${sentence}`);
    this.name = "ProcessMisused";
    this.code = code;
  }
}
