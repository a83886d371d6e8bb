import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

import { expect, it } from "vitest";

import { delegations } from "../../../test/in-memory/delegations.ts";
import { DelegationPage } from "../../domain/delegation-page.ts";
import { received, type SentPage, sendable } from "./sent-page.ts";

/** Through a channel of its own, which takes the memory over as another thread does. */
function passed(rows: DelegationPage): { readonly message: SentPage } | undefined {
  const { port1, port2 } = new MessageChannel();
  const { page, memory } = sendable(rows);
  port1.postMessage(page, [...memory]);
  const arrived: { readonly message: SentPage } | undefined = receiveMessageOnPort(port2);
  port1.close();
  return arrived;
}

it.each([0, 1, 25])("a page of %d rows arrives as it was sent", (count) => {
  const rows = delegations(count);
  const arrived = passed(DelegationPage.of(rows));
  expect(arrived === undefined ? undefined : [...received(arrived.message)]).toEqual(rows);
});
