export { behaviourPage } from "./behaviour-page.ts";
export type { Feature, Rule, Scenario, Seen, Told } from "./feature.ts";
export { anyId, anyTime, matching, type Matching } from "./matching.ts";
export { outcomeTable } from "./outcome-table.ts";
export { phaseDiagram } from "./phase-diagram.ts";
export { ScenarioFailed } from "./scenario-failed.ts";
export type { ScenarioLanguage, ScenarioOptions } from "./scenario-language.ts";
export { scenariosOf } from "./scenarios-of.ts";
