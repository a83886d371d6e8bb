import { isRefusal, type Tagged } from "@holdfast/cqrs";

import type { Example, Feature } from "./feature.ts";
import type { Played } from "./game.ts";
import { nameOf } from "./name-of.ts";
import { play } from "./play.ts";
import { checkPurely } from "./pure-runner.ts";
import { ScenarioFailed } from "./scenario-failed.ts";
import type { Subject } from "./subject.ts";

/** An example, and what the decider was seen to do in it. */
export type Witnessed = {
  readonly example: Example;
  readonly holds: boolean;
  /** Undefined where it could not be played to its end. */
  readonly played: Played | undefined;
};

/** A scenario with its examples played. */
export type WitnessedScenario = {
  readonly title: string;
  readonly kind: "scenario" | "outline" | "for all";
  readonly examples: readonly Witnessed[];
};

/** A feature with all its examples played by the decider: what pages, tables and diagrams are made of. */
export type WitnessedFeature = {
  readonly name: string;
  readonly subject: Subject;
  readonly rules: readonly {
    readonly name: string;
    readonly scenarios: readonly WitnessedScenario[];
  }[];
  /** All of them, in their order. */
  readonly examples: readonly Witnessed[];
};

/** Plays what stands in a feature. Rows that are drawn are left to the tests: a page must not depend on chance. */
export function witness({ name, subject, rules }: Feature): WitnessedFeature {
  const witnessed = rules.map((rule) => ({
    name: rule.name,
    scenarios: rule.scenarios.map(({ title, kind, examples }) => ({
      title,
      kind,
      examples: examples.map((example) => witnessExample(subject, example)),
    })),
  }));
  const examples = witnessed.flatMap((rule) => rule.scenarios.flatMap((each) => each.examples));
  return { name, subject, rules: witnessed, examples };
}

/** What came of a command, in names. */
export type Decided = { readonly command: string; readonly outcome: string };

/** Each command of all examples with the events it led to, or the code of its refusal. */
export function decidedIn({ examples, subject }: WitnessedFeature): readonly Decided[] {
  return examples.flatMap(({ played }) =>
    (played?.steps ?? []).map(({ command, decision }) => ({
      command: nameOf(subject, command),
      outcome: isRefusal(decision) ? refusedAs(decision.code) : namesOf(subject, decision),
    })),
  );
}

/** The events that a command has led to. What a process was told is no news to who told it. */
export function newsOf(subject: Subject, events: readonly Tagged[]): readonly Tagged[] {
  return subject.process === undefined ? events : events.slice(1);
}

/** The name of an outcome that is a refusal. */
export function refusedAs(code: string): string {
  return `refused: ${code}`;
}

function namesOf(subject: Subject, events: readonly Tagged[]): string {
  const names = newsOf(subject, events).map((event) => nameOf(subject, event));
  return names.join(", ") || "nothing";
}

function witnessExample(subject: Subject, example: Example): Witnessed {
  return {
    example,
    holds:
      unlessFailed(() => {
        checkPurely(subject, example.story);
        return true;
      }) ?? false,
    played: unlessFailed(() => play(subject, example.story)),
  };
}

/** What came of it, or undefined where the scenario failed. */
function unlessFailed<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof ScenarioFailed) return undefined;
    throw error;
  }
}
