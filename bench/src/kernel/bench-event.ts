import { type Personal, personalFields, pii } from "@holdfast/erasure";

export const BENCH_TYPE = "MoneyDeposited";

/** The fields of an event of 160 bytes of JSON, like those the reference figures of the kernel were measured with. */
export function benchFields(number: number) {
  return {
    cents: 100 + (number % 900),
    reference: `payment-${String(number).padStart(10, "0")}`,
    note: "a note of the length that people write beside a payment, no more",
    on: "2026-11-25T12:00:00.000Z",
  };
}

/** The event as a decider would return it. */
export function benchEvent(number: number) {
  return { type: BENCH_TYPE, ...benchFields(number) };
}

/** The same with a note that is personal, of one of a thousand people. */
export type PersonalEvent = Omit<ReturnType<typeof benchEvent>, "type" | "note"> & {
  readonly type: "NoteWritten";
  readonly personId: string;
  readonly note: Personal<string>;
};

const PEOPLE = 1_000;

/** An event that a kernel that erases has to seal. */
export function personalEvent(number: number): PersonalEvent {
  const personId = `00000000-0000-4000-8000-${String(number % PEOPLE).padStart(12, "0")}`;
  return { ...benchFields(number), type: "NoteWritten", personId };
}

/** Whose the note is. */
export const benchPersonal = personalFields<PersonalEvent>({
  NoteWritten: { note: pii("personId") },
});
