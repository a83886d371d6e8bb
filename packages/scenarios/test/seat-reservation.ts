import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { anyId, type Feature, type Moment, scenariosOf } from "@holdfast/scenarios";

type Command =
  | { readonly type: "ReserveSeat"; readonly by: string }
  | { readonly type: "ConfirmReservation" };
type Event =
  | {
      readonly type: "SeatReserved";
      readonly id: string;
      readonly by: string;
      readonly until: string;
    }
  | { readonly type: "ReservationConfirmed"; readonly id: string };
type No = Refusal<"seat_taken", { readonly until: string }> | Refusal<"reservation_expired">;
type Seat = { readonly id: string; readonly until: string; readonly isConfirmed: boolean };
type Reservation = Decider<Command, Seat, Event, No, Moment>;

const MINUTES = 15;

/** One seat, which is kept for a quarter of an hour: a decider that needs the time and new ids. */
const seat: Reservation = {
  initialState: () => ({ id: "", until: "", isConfirmed: false }),
  decide(command, state, { now, newId }) {
    const isHeld = state.isConfirmed || now.toISOString() < state.until;
    if (command.type === "ReserveSeat") {
      const { until } = state;
      if (isHeld) return refuse("seat_taken", `it is taken until ${until}`, { until });
      const end = new Date(now.getTime() + MINUTES * 60_000).toISOString();
      return [{ type: "SeatReserved", id: newId(), by: command.by, until: end }];
    }
    if (!isHeld) return refuse("reservation_expired", "the quarter of an hour is over");
    return state.isConfirmed ? [] : [{ type: "ReservationConfirmed", id: state.id }];
  },
  evolve: (state, event) =>
    event.type === "SeatReserved"
      ? { id: event.id, until: event.until, isConfirmed: false }
      : { ...state, isConfirmed: true },
};

const FIRST_ID = "00000000-0000-7000-8000-000000000001";
const language = scenariosOf(seat, {
  context: (moment) => moment,
  schemaVersions: { SeatReserved: 1, ReservationConfirmed: 1 },
});
const { feature, rule, scenario, given, accepted, afterTime } = language;
const { when, whenConcurrently, whenTimePasses } = language;
const { thenHappened, thenNothing, thenRefused, thenState, thenIdempotent } = language;

const reserve = (by = "Ann"): Command => ({ type: "ReserveSeat", by });
const confirm: Command = { type: "ConfirmReservation" };
const reserved = {
  type: "SeatReserved",
  id: FIRST_ID,
  by: "Ann",
  until: "2026-01-01T00:15:00.000Z",
} as const;

/** Rules in which time passes and commands meet. */
export function tellReservations(): Feature {
  return feature("Seat reservation", () => {
    rule("A seat is kept for a quarter of an hour", () => {
      scenario("from now on", given(), when(reserve()), thenHappened(reserved), thenIdempotent());
      scenario(
        "one minute before its end it is confirmed",
        given(accepted(reserve()), afterTime({ minutes: 14 })),
        when(confirm),
        thenHappened({ type: "ReservationConfirmed", id: anyId }),
      );
      scenario(
        "at its end it is too late",
        given(reserved),
        whenTimePasses({ minutes: 15 }, confirm),
        thenRefused("reservation_expired"),
      );
      scenario(
        "then somebody else may have it",
        given(reserved, afterTime({ hours: 1, minutes: 30 })),
        when(reserve("Bob")),
        thenHappened({ ...reserved, id: anyId, by: "Bob", until: "2026-01-01T01:45:00.000Z" }),
      );
      scenario(
        "nothing happens by itself",
        given(reserved),
        whenTimePasses({ days: 1 }),
        thenNothing(),
        thenState({ id: FIRST_ID, until: reserved.until, isConfirmed: false }),
      );
    });
    rule("One of many gets it", () => {
      scenario(
        "whoever comes first",
        given(),
        whenConcurrently(reserve("Ann"), reserve("Ann"), reserve("Ann")),
        thenHappened({ ...reserved, id: anyId }),
        thenRefused("seat_taken", { until: "2026-01-01T00:15:00.000Z" }),
        thenRefused("seat_taken"),
      );
    });
  });
}
