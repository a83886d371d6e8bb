import { inMemoryProcessRunner } from "@holdfast/scenarios/processes";
import { runFeature } from "@holdfast/scenarios/vitest";

import { tellMoneyOrders } from "./tell-money-orders.ts";

const orders = tellMoneyOrders();

runFeature(orders);
runFeature(orders, inMemoryProcessRunner);
