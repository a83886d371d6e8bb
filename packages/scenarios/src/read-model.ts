import type { Tagged } from "@holdfast/cqrs";

/**
 * What readers see of a stream, as plain functions of its events. Runners that have a read model of their own, in
 * PostgreSQL or behind a service, hold theirs against the same rows.
 */
export type ReadModel<Event extends Tagged, Model, Query, Row> = {
  /** Types of the events it reads; others do not reach it. */
  readonly reads: readonly Event["type"][];
  /** Before anything has happened. */
  initial(): Model;
  /** What an event makes of it; the model it is given stays as it is. */
  project(model: Model, event: Event): Model;
  /** What a reader gets who asks for this. */
  rows(model: Model, query: Query): readonly Row[];
  /** How a row is told on the page; by its fields if left out. */
  says?(row: Row): string;
};

/** A read model whose types have been checked. */
export type AnyReadModel = ReadModel<Tagged, unknown, unknown, unknown>;

/** Read models by name. */
export type ReadModels = Readonly<Record<string, AnyReadModel>>;

/** What is asked of a read model. */
export type QueryOf<Model> = Model extends { rows(model: never, query: infer Query): unknown }
  ? Query
  : never;

/** What a read model answers with. */
export type RowOf<Model> = Model extends { rows(...args: never): readonly (infer Row)[] }
  ? Row
  : never;

/** What a read model shows after these events. */
export function rowsAfter(
  { reads, ...model }: AnyReadModel,
  events: readonly Tagged[],
  query: unknown,
): readonly unknown[] {
  const read = events.filter(({ type }) => reads.includes(type));
  const end = read.reduce((before, event) => model.project(before, event), model.initial());
  return model.rows(end, query);
}
