import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { StreamAddress } from "@holdfast/cqrs/event-store";

/** A command on its way from a scenario to the system. */
export type Asked = StreamAddress & {
  readonly command: Tagged;
  /** The same when the command is sent again. */
  readonly commandId: string;
};

/** What the system said. */
export type Said =
  | { readonly refusal: Refusal }
  | {
      readonly refusal?: undefined;
      /** Whether it says that it had done this before; undefined where it does not tell. */
      readonly isDuplicate: boolean | undefined;
    };

/** A way for commands into the system. Throws when the system breaks instead of answering. */
export type Door = (asked: Asked) => Promise<Said>;
