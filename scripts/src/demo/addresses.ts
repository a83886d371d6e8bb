const PAGE_SIZE = 50;

/** What to try on a delegator with so many rows. */
export function addresses(url: string, rows: number): string {
  const last = Math.max(1, Math.ceil(rows / PAGE_SIZE));
  return `
Try it:
  ${url}/xtz/delegations                    most recent first
  ${url}/xtz/delegations?page=${last}         the very first delegations
  ${url}/xtz/delegations?year=2021&page=2   one year
  ${url}/v1/delegations                     with bakers, kinds and filters
  ${url}/v1/export.csv                      all of it
  ${url}/v1/stats?bucket=month              in numbers
  ${url}/v1/stream                          as it happens: curl -N
  ${url}/v1/status                          mirror and chain
  ${url}/metrics                            for Prometheus
  ${url}/openapi.json                       for clients

Ctrl-C stops everything; the next start goes on where this one stopped.
`;
}
