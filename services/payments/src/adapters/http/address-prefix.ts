import { isIPv4, isIPv6 } from "node:net";

/** Of an IPv6 address, the groups that belong to one site: 48 bits. */
const GROUPS_KEPT = 3;
const GROUPS = 8;

/**
 * The network that an address is in: 24 bits of IPv4, 48 of IPv6. It tells an auditor where a request came from, and
 * nobody which of the machines there it was. Undefined for what is no address.
 */
export function addressPrefix(address: string): string | undefined {
  const [bare = ""] = address.split("%", 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(bare)?.[1] ?? bare;
  if (isIPv4(mapped)) return `${mapped.slice(0, mapped.lastIndexOf("."))}.0/24`;
  return isIPv6(mapped) ? `${siteOf(mapped)}::/48` : undefined;
}

/** The first groups, in lower case and without leading zeros; those that `::` stands for are zeros. */
function siteOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const left = Math.max(0, GROUPS - before.length - after.length);
  const all = [...before, ...Array.from({ length: left }, () => "0"), ...after];
  return all
    .slice(0, GROUPS_KEPT)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/** An address of IPv4 at the end stands for two groups. */
function groupsOf(part: string): readonly string[] {
  return part === ""
    ? []
    : part.split(":").flatMap((group) => (group.includes(".") ? ["0", "0"] : group));
}
