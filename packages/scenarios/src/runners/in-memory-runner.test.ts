import { runFeature } from "@holdfast/scenarios/vitest";

import { tellReservations } from "../../test/seat-reservation.ts";
import { pureRunner } from "../pure-runner.ts";
import { inMemoryRunner } from "./in-memory-runner.ts";

runFeature(tellReservations(), pureRunner);
runFeature(tellReservations(), inMemoryRunner);
