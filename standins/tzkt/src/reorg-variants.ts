import { gapOf, withGap, type BlockBody, type Group } from "./block-body.ts";

/** What the branch that replaces some blocks makes of their delegations. */
export const REORG_VARIANTS = [
  "same",
  "reordered",
  "dropped",
  "added",
  "moved",
  "replaced",
  "shortened",
] as const;

/** One of those; the README tells what each does. */
export type ReorgVariant = (typeof REORG_VARIANTS)[number];

/** Where a branch takes new contents from. */
export type BodySource = {
  /** The contents of a block nobody has seen yet. */
  body(): BlockBody;
  /** A delegation nobody has seen yet. */
  group(): Group;
};

/** The branch, and what waits for a later block because the branch left it out. */
export type Branch = { readonly bodies: readonly BlockBody[]; readonly waiting: readonly Group[] };

/** The branch that takes the place of blocks with these contents. */
export function branchInstead(
  bodies: readonly BlockBody[],
  variant: ReorgVariant,
  source: BodySource,
): Branch {
  if (variant === "shortened") {
    return { bodies: [], waiting: bodies.flatMap(({ groups }) => groups) };
  }
  return { bodies: VARIANTS[variant](bodies, source), waiting: [] };
}

type Bodies = readonly BlockBody[];
type MakeBodies = (bodies: Bodies, source: BodySource) => Bodies;

const VARIANTS: Readonly<Record<Exclude<ReorgVariant, "shortened">, MakeBodies>> = {
  same: (bodies) => bodies,
  replaced: (bodies, source) => bodies.map(() => source.body()),
  reordered: (bodies) => reordered(bodies),
  dropped: (bodies) => withoutFirst(bodies).bodies,
  added: (bodies, source) => withNewcomer(bodies, source.group()),
  moved: (bodies, source) => withMoved(bodies, source),
};

/** The last group comes first; the gaps stay where they are, so that ids change hands. */
function reordered(bodies: Bodies): Bodies {
  const inOrder = bodies.flatMap(({ groups }) => groups);
  const reversed = inOrder
    .toReversed()
    .map((group, index) => withGap(group, gapOf(inOrder[index])));
  let taken = 0;
  return bodies.map((body) => {
    const groups = reversed.slice(taken, taken + body.groups.length);
    taken += groups.length;
    return { ...body, groups };
  });
}

type WithoutFirst = {
  readonly bodies: Bodies;
  readonly removed: Group | undefined;
  readonly index: number;
};

/** The group after the removed one moves up and takes its id. */
function withoutFirst(bodies: Bodies): WithoutFirst {
  const index = bodies.findIndex(({ groups }) => groups.length > 0);
  const body = bodies[index];
  const removed = body?.groups[0];
  if (body === undefined || removed === undefined) return { bodies, removed, index };
  const [next, ...rest] = body.groups.slice(1);
  const groups = next === undefined ? [] : [withGap(next, gapOf(removed)), ...rest];
  const shorter = { operations: body.operations - removed.length, groups };
  return { bodies: bodies.with(index, shorter), removed, index };
}

/** The newcomer takes the place, and with it the id, of the first delegation there was. */
function withNewcomer(bodies: Bodies, newcomer: Group): Bodies {
  const filled = bodies.findIndex(({ groups }) => groups.length > 0);
  const index = filled < 0 ? bodies.length - 1 : filled;
  const body = bodies[index];
  return body === undefined ? bodies : bodies.with(index, withFirst(body, newcomer));
}

/** Puts the group before all others of the block. */
export function withFirst(body: BlockBody, group: Group): BlockBody {
  const [next, ...rest] = body.groups;
  const pushed = next === undefined ? [] : [withGap(next, 0), ...rest];
  const first = withGap(group, next === undefined ? gapOf(group) : gapOf(next));
  return { operations: body.operations + group.length, groups: [first, ...pushed] };
}

/** Where the last block had the group, the branch is one block longer. */
function withMoved(bodies: Bodies, source: BodySource): Bodies {
  const { bodies: shorter, removed, index } = withoutFirst(bodies);
  if (removed === undefined) return bodies;
  const next = shorter[index + 1] ?? { ...source.body(), groups: [] };
  return [...shorter.slice(0, index + 1), withFirst(next, removed), ...shorter.slice(index + 2)];
}
