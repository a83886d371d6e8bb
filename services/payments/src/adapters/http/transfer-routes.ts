import { refuse } from "@holdfast/cqrs";
import type { Server } from "@holdfast/http";
import type { RouteAccess } from "@holdfast/http/access";
import { Type } from "typebox";

import type { ReadTransfer } from "../../application/ledger-readers.ts";
import { presentTransfer } from "./present-transfer.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { readProblems } from "./responses.ts";
import { TransferShown } from "./transfer-schemas.ts";
import { Uuid } from "./wire-schemas.ts";

const READING: RouteAccess = { permissions: ["read:transfer"] };

const schema = {
  summary: "A transfer, and what has become of it",
  tags: ["transfers"],
  params: Type.Object({ id: Uuid("Of the transfer") }),
  response: { 200: TransferShown, ...readProblems("transfer_not_found") },
};

/** Single transfers. */
export function transferRoutes(scope: Server, read: ReadTransfer): void {
  scope.get(
    "/v1/transfers/:id",
    { schema, config: { access: READING } },
    async ({ principal, params }) => {
      const transfer = params.id.toLowerCase();
      const found = await read(principal.tenantId, transfer);
      if (found !== undefined) return presentTransfer(found.recorded, found.accounts);
      const sentence = `there is no transfer ${transfer}`;
      throw refusalProblem(refuse("transfer_not_found", sentence, { transfer }));
    },
  );
}
