import { rowTexts } from "./delegation-json.ts";
import {
  isDelegationRecord,
  recordMistakes,
  type AccountRecord,
  type DelegationRecord,
} from "./delegation-record.ts";
import {
  ABSENT,
  emptyColumns,
  STATUSES,
  type DelegationColumns,
  type DelegationTable,
} from "./delegation-table.ts";
import { syntheticBlockHash } from "./synthetic-names.ts";

/** More records than this belong into a generator. */
const RECORDS_MAX = 100_000;

/** The records given as data cannot be served as they are; `mistakes` names every reason. */
export class BadRecords extends Error {
  override readonly name = "BadRecords";
  readonly code = "bad_records";
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`the records cannot be served: ${mistakes.join("; ")}`);
    this.mistakes = mistakes;
  }
}

/**
 * A chain that holds exactly these records, ordered by id as the API does. Each comes back with
 * the bytes of `JSON.stringify(record)`. BadRecords when one would not.
 */
export function recordedDelegations(values: readonly unknown[]): DelegationTable {
  const mistakes = values.flatMap((value, index) =>
    recordMistakes(value).map((mistake) => `record ${index + 1} ${mistake}`),
  );
  if (values.length > RECORDS_MAX) mistakes.push(`there are more than ${RECORDS_MAX} records`);
  if (mistakes.length > 0) throw new BadRecords(mistakes);
  const records = values.filter(isDelegationRecord).toSorted((one, other) => one.id - other.id);
  const table = tableOf(records);
  refuseAltered(records, table);
  return table;
}

function refuseAltered(records: readonly DelegationRecord[], table: DelegationTable): void {
  const texts = rowTexts({ table, rows: records.keys().toArray() }, { mode: "whole" });
  const altered = records.filter((record, row) => JSON.stringify(record) !== texts[row]);
  const repeated = records.filter((record, row) => records[row - 1]?.id === record.id);
  const mistakes = [
    ...altered.map(({ id }) => `the record with id ${id} would come back in another form`),
    ...repeated.map(({ id }) => `id ${id} appears twice`),
  ];
  if (mistakes.length > 0) throw new BadRecords(mistakes);
}

function tableOf(records: readonly DelegationRecord[]): DelegationTable {
  const columns = emptyColumns(records.length);
  const operations = new TextIndex();
  const accounts = new TextIndex();
  const aliases = new Map<number, string>();
  const blocks = new Map(records.map(({ level, block }) => [level, block]));
  const errorTexts: string[] = [];
  const account = (value: AccountRecord | undefined): number => {
    if (value === undefined) return ABSENT;
    const index = accounts.add(value.address);
    if (value.alias !== undefined) aliases.set(index, value.alias);
    return index;
  };
  for (const [row, record] of records.entries()) {
    setNumbers(columns, row, record);
    columns.operation[row] = operations.add(record.hash);
    columns.initiator[row] = account(record.initiator);
    columns.sender[row] = account(record.sender);
    columns.prevDelegate[row] = account(record.prevDelegate);
    columns.newDelegate[row] = account(record.newDelegate);
    if (record.errors) columns.errors[row] = errorTexts.push(JSON.stringify(record.errors)) - 1;
  }
  return {
    rows: records.length,
    columns,
    accounts: {
      address: (index) => accounts.text(index),
      alias: (index) => aliases.get(index),
      find: (text) => accounts.find(text),
    },
    operations: { hash: (index) => operations.text(index), find: (text) => operations.find(text) },
    errorTexts,
    blockHash: (level) => blocks.get(level) ?? syntheticBlockHash(0, level),
  };
}

function setNumbers(columns: DelegationColumns, row: number, record: DelegationRecord): void {
  columns.id[row] = record.id;
  columns.level[row] = record.level;
  columns.seconds[row] = Date.parse(record.timestamp) / 1000;
  columns.counter[row] = record.counter;
  columns.nonce[row] = record.nonce ?? ABSENT;
  columns.senderCodeHash[row] = record.senderCodeHash ?? ABSENT;
  columns.gasLimit[row] = record.gasLimit;
  columns.gasUsed[row] = record.gasUsed;
  columns.storageLimit[row] = record.storageLimit ?? ABSENT;
  columns.bakerFee[row] = record.bakerFee;
  columns.amount[row] = record.amount;
  columns.stakingUpdatesCount[row] = record.stakingUpdatesCount ?? ABSENT;
  columns.status[row] = STATUSES.indexOf(record.status);
}

/** Distinct texts, numbered in the order of their first appearance. */
class TextIndex {
  readonly #texts: string[] = [];
  readonly #indexes = new Map<string, number>();

  add(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  text(index: number): string {
    return this.#texts[index] ?? "";
  }

  find(text: string): number | undefined {
    return this.#indexes.get(text);
  }
}
