import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { tellStatements } from "../../test/in-memory/tell-statements.ts";

runFeature(tellStatements());
runFeature(tellStatements(), inMemoryRunner);
