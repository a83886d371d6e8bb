import { type Decider, type Refusal, refuse } from "@holdfast/cqrs";
import { describe, expect, it } from "vitest";

import { behaviourPage } from "./behaviour-page.ts";
import { matching } from "./matching.ts";
import { outcomeTable } from "./outcome-table.ts";
import { phaseDiagram } from "./phase-diagram.ts";
import { scenariosOf } from "./scenarios-of.ts";
import { witness } from "./witnessed.ts";

type Command = { readonly type: "TurnKey"; readonly times: bigint };
type Event = { readonly type: "DoorLocked"; readonly byWhom?: string };
type No = Refusal<"already_locked"> | Refusal<"key_lost">;

const plainDoor: Decider<Command, "open" | "locked", Event, No> = {
  initialState: () => "open",
  decide({ times }, state) {
    if (times === 0n) return [];
    return state === "locked"
      ? refuse("already_locked", "it is *locked*")
      : [{ type: "DoorLocked" }];
  },
  evolve: () => "locked",
  isTerminal: (state) => state === "locked",
};
const door: typeof plainDoor = { ...plainDoor, phase: (state) => state };

function tell(decider: typeof door) {
  const language = scenariosOf(decider, {
    says: { TurnKey: ({ times }) => `the key is turned ${times} times` },
    refusals: { already_locked: "a door is locked once", key_lost: "no key, no | lock" },
  });
  const { feature, rule, scenario, given, when, ...outcomes } = language;
  const { thenHappened, thenNothing, thenRefused, thenState } = outcomes;
  const turn = { type: "TurnKey", times: 1n } as const;
  const locked = { type: "DoorLocked", byWhom: "<Ann>" } as const;
  return feature("The door", () => {
    rule("A door is locked once", () => {
      scenario("it is locked", given(), when(turn), thenHappened({ type: "DoorLocked" }));
      scenario("not again", given(locked), when(turn), thenRefused("already_locked"));
      scenario("not at all", given(), when({ ...turn, times: 0n }), thenNothing());
    });
    rule("It stays", () => {
      scenario("as it is", given(locked), when({ ...turn, times: 0n }), thenState("locked"));
      const byWhom = matching("anybody", () => true);
      scenario("by", given(), when(turn), thenHappened({ ...locked, byWhom }));
    });
  });
}

const PAGE = `# The door

Told by [door.test.ts](../src/door.test.ts) and written by \`npm run behaviour\`; a test fails when the two differ. 2 rules, 5 examples: **1 fail.**

## A door is locked once

### ✓ it is locked

- **Given** nothing has happened yet
- **When** the key is turned 1 times
- **Then** door locked

### ✓ not again

- **Given** door locked: by whom \\<Ann\\>
- **When** the key is turned 1 times
- **Then** it is refused, already locked: it is \\*locked\\*

### ✓ not at all

- **Given** nothing has happened yet
- **When** the key is turned 0 times
- **Then** nothing happens

## It stays

### ✓ as it is

- **Given** door locked: by whom \\<Ann\\>
- **When** the key is turned 0 times
- **Then** the state is then locked

### ✗ by

- **Given** nothing has happened yet
- **When** the key is turned 1 times
- **Then** door locked: by whom anybody

## What is refused

- \`already_locked\`: a door is locked once
- \`key_lost\`: no key, no \\| lock

## What the scenarios cover

`;

const TABLE = `| command | outcome | times |
|---|---|---|
| TurnKey | DoorLocked | 2 |
| TurnKey | nothing | 2 |
| TurnKey | refused: already_locked | 1 |
| – | refused: key_lost | **no scenario** |`;

const EVENTS = `## What can happen

| event | version | comes of | is read by |
|---|---|---|---|
| DoorLocked | – | TurnKey | – |`;

const DIAGRAM = `stateDiagram-v2
  [*] --> open
  open --> locked: DoorLocked
  locked --> [*]`;

describe("the page of a feature", () => {
  it("tells rules, scenarios and sentences, then what they cover", () => {
    const page = behaviourPage(tell(door), "../src/door.test.ts");
    expect(page).toBe(`${PAGE}${TABLE}\n\n${EVENTS}\n\n\`\`\`mermaid\n${DIAGRAM}\n\`\`\`\n`);
    expect(behaviourPage(tell(door), "../src/door.test.ts")).toBe(page);
  });

  it("counts the outcomes of each command, and misses refusals without a scenario", () => {
    expect(outcomeTable(witness(tell(door)))).toBe(TABLE);
  });

  it("draws phases only where the decider tells them", () => {
    expect(phaseDiagram(witness(tell(door)))).toBe(DIAGRAM);
    expect(phaseDiagram(witness(tell(plainDoor)))).toBeUndefined();
    expect(behaviourPage(tell(plainDoor), "door.test.ts")).not.toContain("mermaid");
  });
});
