import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { type Feature, scenariosOf } from "@holdfast/scenarios";

type StockCommand = { readonly type: "TakeOut"; readonly item: string; readonly count: number };

/** What happens to a stock. */
export type StockEvent = {
  readonly type: "Stored" | "TakenOut";
  readonly item: string;
  readonly count: number;
};

/** What is there, by item. */
type Stock = { readonly items: Readonly<Record<string, number>>; readonly moves: number };

type StockDecider = Decider<StockCommand, Stock, StockEvent, Refusal<"out_of_stock">>;

/** The decider that both ways play. */
export const stock: StockDecider = {
  initialState: () => ({ items: {}, moves: 0 }),
  decide({ item, count }, { items }) {
    if ((items[item] ?? 0) < count) return refuse("out_of_stock", "there is not enough");
    return [{ type: "TakenOut", item, count }];
  },
  evolve({ items, moves }, { type, item, count }) {
    const left = (items[item] ?? 0) + (type === "Stored" ? count : -count);
    return { items: { ...items, [item]: left }, moves: moves + 1 };
  },
};

/** A row of the table. */
export type StockRow = { readonly count: number; readonly taken: number };

/** The events of a row before its command. */
export function givenOf({ count }: StockRow): readonly StockEvent[] {
  return [
    { type: "Stored", item: "bolt", count },
    { type: "Stored", item: "nut", count: 5 },
    { type: "TakenOut", item: "nut", count: 3 },
    { type: "Stored", item: "bolt", count: 2 },
    { type: "TakenOut", item: "bolt", count: 1 },
  ];
}

/** The command of a row. */
export function commandOf({ taken }: StockRow): StockCommand {
  return { type: "TakeOut", item: "bolt", count: taken };
}

/** What has to come of it. */
export function expectedOf({ taken }: StockRow): StockEvent {
  return { type: "TakenOut", item: "bolt", count: taken };
}

/** The table as an outline. */
export function tellStock(rows: readonly StockRow[]): Feature {
  const { feature, rule, scenarioOutline, given, when, thenHappened } = scenariosOf(stock);
  return feature("Stock", () => {
    rule("What is there can be taken out", () => {
      scenarioOutline("as much as there is", rows, (row) => [
        given(...givenOf(row)),
        when(commandOf(row)),
        thenHappened(expectedOf(row)),
      ]);
    });
  });
}
