import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { tellGopherPay } from "../../test/in-memory/tell-gopher-pay.ts";

runFeature(tellGopherPay());
runFeature(tellGopherPay(), inMemoryRunner);
