import type { Soak } from "../contract.ts";
import { crashServers } from "../kernel-soak/crash-servers.ts";
import { drawPlan } from "../payments-soak/draw-plan.ts";
import { livePlan } from "../payments-soak/live-plan.ts";
import { SoakFailure } from "../soak-failure.ts";

const servers = crashServers();
const TOLD_MAX = 10;

/** 64 clients at a time want all that one can want of a ledger, while the service and its database are killed. */
export const soak: Soak = {
  title:
    "payments: 64 clients, SIGKILL of the service and of PostgreSQL: every answer is kept, and all books balance",
  parallel: 2,
  async run(seed, report) {
    const note = (text: string): void => report.note(text);
    const plan = drawPlan(seed);
    note(`${plan.tenants.length} tenants, ${plan.instances} instances`);
    const found = await servers.with((server) => livePlan({ plan, server, note }));
    if (found.length > 0) throw new SoakFailure(found.slice(0, TOLD_MAX).join("\n  "));
  },
};
