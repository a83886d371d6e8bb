import { runFeature } from "@holdfast/scenarios/vitest";

import { tellMoneyOrders } from "./tell-money-orders.ts";

runFeature(tellMoneyOrders());
