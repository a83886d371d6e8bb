import type { Database } from "@holdfast/postgres";

import { delegationPages } from "./adapters/postgres/delegation-pages.ts";
import { selections } from "./adapters/postgres/selections.ts";
import { stretchPages } from "./adapters/postgres/stretch-pages.ts";
import { wholeDelegationPages } from "./adapters/postgres/whole-delegation-pages.ts";
import type { PageRow, ReadRankedPage } from "./application/delegation-pages.ts";
import { type DelegationView, delegationView } from "./application/delegation-view.ts";
import { type ListDelegations, listDelegations } from "./application/list-delegations.ts";
import type { MirrorWatch } from "./application/mirror-watch.ts";
import { pageRow } from "./application/page-row.ts";
import type { Delegation } from "./domain/delegation.ts";
import { SCHEMA } from "./schema.ts";

type Show<Row> = (delegation: Delegation, finalLevel: number) => Row;

function shownPages<Row>(read: ReadRankedPage<Delegation>, show: Show<Row>): ReadRankedPage<Row> {
  return async (scope, place) => {
    const page = await read(scope, place);
    return { ...page, rows: page.rows.map((row) => show(row, page.state.final)) };
  };
}

/** Lists in the shape of the original; its pages are read without the columns it does not show. */
export function originalList(database: Database, watch: MirrorWatch): ListDelegations<PageRow> {
  return listDelegations({
    view: watch.view,
    pages: delegationPages(database, SCHEMA),
    stretches: shownPages(stretchPages(database, SCHEMA), pageRow),
    selections: selections(database, SCHEMA),
    show: pageRow,
  });
}

/** Lists of whole delegations. */
export function wholeList(database: Database, watch: MirrorWatch): ListDelegations<DelegationView> {
  return listDelegations({
    view: watch.view,
    pages: shownPages(wholeDelegationPages(database, SCHEMA), delegationView),
    stretches: shownPages(stretchPages(database, SCHEMA), delegationView),
    selections: selections(database, SCHEMA),
    show: delegationView,
  });
}
