import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import { type Personal, personalFields, pii } from "@holdfast/erasure";

/** What is asked for. */
export type CustomerCommand =
  | {
      readonly type: "Register";
      readonly customerId: string;
      readonly name: string;
      readonly street: string;
      readonly phones: readonly string[];
    }
  | { readonly type: "Refer"; readonly friendId: string; readonly friendName: string };

/** What has happened to a customer. */
export type CustomerEvent =
  | {
      readonly type: "CustomerRegistered";
      readonly customerId: string;
      readonly name: Personal<string>;
      readonly address: { readonly street: Personal<string>; readonly country: string };
      readonly phones: readonly Personal<string>[];
    }
  | {
      readonly type: "FriendReferred";
      readonly customerId: string;
      readonly customerName: Personal<string>;
      readonly friends: readonly { readonly friendId: string; readonly name: Personal<string> }[];
    };

/** Which of that is personal, and whose. */
export const customerPersonal = personalFields<CustomerEvent>({
  CustomerRegistered: {
    name: pii("customerId"),
    address: { street: pii("customerId") },
    phones: [pii("customerId")],
  },
  FriendReferred: { customerName: pii("customerId"), friends: [{ name: pii("friendId") }] },
});

/** The forms of the events, as a decider sees them. */
export const customerEvents = eventCatalogue<CustomerEvent>({
  CustomerRegistered: [{ schema: {} }],
  FriendReferred: [{ schema: {} }],
});

type Customer = { readonly id: string; readonly name: Personal<string>; readonly friends: number };
type No = Refusal<"registered_already"> | Refusal<"not_registered">;

/** A customer who may name friends. */
export const customer: Decider<CustomerCommand, Customer, CustomerEvent, No> = {
  initialState: () => ({ id: "", name: "", friends: 0 }),
  decide(command, { id, name }) {
    switch (command.type) {
      case "Register": {
        if (id !== "") return refuse("registered_already", "a customer registers once");
        const { customerId, street, phones } = command;
        const address = { street, country: "CH" };
        return [{ type: "CustomerRegistered", customerId, name: command.name, address, phones }];
      }
      case "Refer": {
        if (id === "") return refuse("not_registered", "only a customer refers friends");
        const friends = [{ friendId: command.friendId, name: command.friendName }];
        return [{ type: "FriendReferred", customerId: id, customerName: name, friends }];
      }
      default:
        return command satisfies never;
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case "CustomerRegistered":
        return { ...state, id: event.customerId, name: event.name };
      case "FriendReferred":
        return { ...state, friends: state.friends + event.friends.length };
      default:
        return event satisfies never;
    }
  },
};
