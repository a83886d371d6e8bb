/** How far the mirror has come: the newest block, and the newest that no reorg can change. */
export function levelHeaders({ head, final }: { readonly head: number; readonly final: number }) {
  return { "x-chain-head": String(head), "x-chain-final": String(final) };
}
