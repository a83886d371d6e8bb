export { type Cursors, cursors, type CursorScope } from "./cursors.ts";
export { linkNext, type Page, PAGE_QUERY, PageOf, pageOf } from "./page.ts";
