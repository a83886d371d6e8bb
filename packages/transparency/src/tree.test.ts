import { describe, expect, it } from "vitest";

import { leaves, path, root, SIZE_MAX, sourceOf, subproof } from "../test/naive-tree.ts";
import { CompactRange } from "./compact-range.ts";
import { type Consistency, consistencyProof, verifyConsistency } from "./consistency-proof.ts";
import { rootAt } from "./hash-source.ts";
import { EMPTY_ROOT, type Hash, isHash, leafHash, nodeHash } from "./hash.ts";
import { type Inclusion, inclusionProof, verifyInclusion } from "./inclusion-proof.ts";

/** The inputs and roots that Certificate Transparency was tested with from the start. */
const ENTRIES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS: Readonly<Record<number, Hash>> = {
  0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};
const A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
const G = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

const leaves8 = ENTRIES.map((hex) => leafHash(Buffer.from(hex, "hex")));
/** Around each power of two; all pairs of the sizes in between as well would take seconds. */
const MANY = [...Array.from({ length: 66 }, (_, at) => at + 1), 127, 128, 129, SIZE_MAX];
const COUNT = MANY.reduce((sum, size) => sum + size, 0);
const FEW = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12];
const sizes = Array.from({ length: SIZE_MAX }, (_, at) => at + 1);

describe("a Merkle tree", () => {
  it("has the roots of Certificate Transparency", () => {
    const range = new CompactRange();
    expect(EMPTY_ROOT).toBe(ROOTS[0]);
    expect(range.root()).toBe(ROOTS[0]);
    for (const [at, leaf] of leaves8.entries()) {
      range.append(leaf);
      expect(range.root()).toBe(ROOTS[at + 1] ?? root(leaves8, 0, at + 1));
    }
  });

  it("grows from any size as if it had grown from the beginning", async () => {
    const range = new CompactRange();
    for (const size of sizes) {
      const before = new CompactRange(range.size, range.hashes);
      const copy = range.copy();
      for (const each of [range, before]) each.append(leaves[size - 1] ?? "");
      expect(range.size).toBe(size);
      expect([range.root(), before.root()]).toEqual([root(leaves, 0, size), root(leaves, 0, size)]);
      expect(copy.root()).toBe(root(leaves, 0, size - 1));
      expect(await rootAt(sourceOf(leaves), size)).toBe(range.root());
    }
  });

  it("tells of the subtrees that a leaf completes", () => {
    const range = new CompactRange();
    const told: unknown[] = [];
    for (const leaf of leaves8) range.append(leaf, (level, hash) => told.push([level, hash]));
    const at = (begin: number, end: number) => root(leaves8, begin, end);
    expect(told).toEqual([
      [1, at(0, 2)],
      [1, at(2, 4)],
      [2, at(0, 4)],
      [1, at(4, 6)],
      [1, at(6, 8)],
      [2, at(4, 8)],
      [3, at(0, 8)],
    ]);
  });

  it("is not made of the wrong number of subtrees, nor a node of what is no hash", () => {
    expect(() => new CompactRange(3, [A])).toThrow(RangeError);
    expect(() => new CompactRange(-1, [])).toThrow(RangeError);
    expect(() => new CompactRange(0.5, [A])).toThrow(RangeError);
    for (const wrong of ["", A.slice(1), `${A}0`, `${A}00`, `g${A.slice(1)}`, `${A.slice(1)}g`]) {
      expect(() => nodeHash(wrong, A)).toThrow(RangeError);
      expect(() => nodeHash(A, wrong)).toThrow(RangeError);
      expect(isHash(wrong)).toBe(false);
    }
    expect(isHash(A.toUpperCase())).toBe(false);
  });
});

describe("an inclusion proof", () => {
  it.each([
    [0, 1, []],
    [0, 8, [A, B, C]],
    [5, 8, [D, E, F]],
    [2, 3, [ROOTS[2]]],
    [1, 5, [ROOTS[1], B, D]],
  ])("of leaf %i in %i is that of Certificate Transparency", async (index, size, expected) => {
    const proof = await inclusionProof(sourceOf(leaves8), index, size);
    expect(proof).toEqual(expected);
  });

  it("is the path of RFC 9162 and is accepted, for every leaf of every tree", async () => {
    const all = await everyInclusion(...MANY);
    const others = all.filter(
      ({ index, size, proof }) =>
        String(proof) !== String(path(leaves, index, { begin: 0, end: size })),
    );
    expect(all).toHaveLength(COUNT);
    expect(others).toEqual([]);
    expect(all.filter((inclusion) => !verifyInclusion(inclusion).ok)).toEqual([]);
  });

  it("is refused when anything about it is wrong", async () => {
    const wrong = (await everyInclusion(...FEW)).flatMap(wrongInclusions);
    expect(wrong.length).toBeGreaterThan(3_000);
    expect(wrong.filter((inclusion) => verifyInclusion(inclusion).ok)).toEqual([]);
  });

  it("says what is wrong", async () => {
    const right = await inclusion(5, 8);
    const code = (wrong: Partial<Inclusion>) => verifyInclusion({ ...right, ...wrong });
    expect(code({ index: 8 })).toEqual({ ok: false, code: "index_beyond_size" });
    expect(code({ index: -1 })).toEqual({ ok: false, code: "index_beyond_size" });
    expect(code({ index: 0.5 })).toEqual({ ok: false, code: "index_beyond_size" });
    expect(code({ size: 2 ** 53 })).toEqual({ ok: false, code: "index_beyond_size" });
    expect(code({ proof: [...right.proof, A] })).toEqual({ ok: false, code: "proof_too_long" });
    expect(code({ proof: right.proof.slice(1) })).toEqual({ ok: false, code: "proof_too_short" });
    expect(code({ proof: right.proof.toReversed() })).toEqual({ ok: false, code: "root_differs" });
    expect(code({ leaf: "garbage" })).toEqual({ ok: false, code: "malformed_hash" });
    expect(code({ proof: right.proof.map((each) => each.toUpperCase()) })).toEqual({
      ok: false,
      code: "malformed_hash",
    });
    await expect(inclusionProof(sourceOf(leaves), 3, 3)).rejects.toThrow(RangeError);
  });
});

describe("a consistency proof", () => {
  it.each([
    [1, 1, []],
    [1, 8, [A, B, C]],
    [6, 8, [G, E, F]],
    [2, 5, [B, D]],
  ])("from %i to %i is that of Certificate Transparency", async (from, to, expected) => {
    expect(await consistencyProof(sourceOf(leaves8), from, to)).toEqual(expected);
  });

  it("is the proof of RFC 9162 and is accepted, for every pair of trees", async () => {
    const all = await everyConsistency(...MANY);
    const others = all.filter(({ from, to, proof }) => {
      const expected = subproof(leaves, from.size, { begin: 0, end: to.size, whole: true });
      return String(proof) !== String(expected);
    });
    expect(all).toHaveLength(COUNT);
    expect(others).toEqual([]);
    expect(all.filter((each) => !verifyConsistency(each).ok)).toEqual([]);
  });

  it("is refused when anything about it is wrong", async () => {
    const wrong = (await everyConsistency(...FEW)).flatMap(wrongConsistencies);
    expect(wrong.length).toBeGreaterThan(3_000);
    expect(wrong.filter((each) => verifyConsistency(each).ok)).toEqual([]);
  });

  it("says what is wrong", async () => {
    const right = await consistency(6, 8);
    const code = (wrong: Partial<Consistency>) => verifyConsistency({ ...right, ...wrong });
    const { from, to, proof } = right;
    const empty = { size: 0, root: EMPTY_ROOT };
    expect(code({ from: empty })).toEqual({ ok: false, code: "size_zero" });
    expect(code({ from: empty, proof: [] })).toEqual({ ok: false, code: "size_zero" });
    expect(code({ from: empty, to: empty, proof: [] })).toEqual({ ok: false, code: "size_zero" });
    expect(code({ from: to, to: from })).toEqual({ ok: false, code: "sizes_out_of_order" });
    expect(code({ to: { ...to, size: 8.5 } })).toEqual({ ok: false, code: "sizes_out_of_order" });
    expect(code({ from: to })).toEqual({ ok: false, code: "proof_too_long" });
    expect(code({ from: { ...from, size: 8 }, proof: [] })).toEqual({
      ok: false,
      code: "newer_root_differs",
    });
    expect(code({ proof: [] })).toEqual({ ok: false, code: "proof_too_short" });
    expect(code({ proof: proof.slice(0, -1) })).toEqual({ ok: false, code: "proof_too_short" });
    expect(code({ proof: [...proof, A] })).toEqual({ ok: false, code: "proof_too_long" });
    expect(code({ from: { ...from, root: A } })).toEqual({ ok: false, code: "older_root_differs" });
    expect(code({ to: { ...to, root: A } })).toEqual({ ok: false, code: "newer_root_differs" });
    expect(code({ proof: ["x", ...proof] })).toEqual({ ok: false, code: "malformed_hash" });
    await expect(consistencyProof(sourceOf(leaves), 0, 3)).rejects.toThrow(RangeError);
    await expect(consistencyProof(sourceOf(leaves), 4, 3)).rejects.toThrow(RangeError);
  });
});

async function inclusion(index: number, size: number): Promise<Inclusion> {
  const proof = await inclusionProof(sourceOf(leaves), index, size);
  return { index, leaf: leaves[index] ?? "", size, root: root(leaves, 0, size), proof };
}

/** Of all leaves of trees of some sizes. */
async function everyInclusion(...some: readonly number[]): Promise<readonly Inclusion[]> {
  const indices = (size: number) => Array.from({ length: size }, (_, index) => index);
  return Promise.all(some.flatMap((size) => indices(size).map((index) => inclusion(index, size))));
}

async function everyConsistency(...some: readonly number[]): Promise<readonly Consistency[]> {
  const pairs = some.flatMap((to) => sizes.slice(0, to).map((from) => consistency(from, to)));
  return Promise.all(pairs);
}

/** A size alone is not told apart by every proof: it belongs to its root, so the two are wrong together. */
function wrongInclusions(right: Inclusion): readonly Inclusion[] {
  const { index, size, leaf, proof } = right;
  const bits = size === 7 ? everyBit : someBits;
  return [
    ...sizes
      .filter((other) => other !== size && other <= 20)
      .map((other) => ({ ...right, size: other, root: root(leaves, 0, other) })),
    ...sizes
      .filter((other) => other <= 20)
      .map((other) => ({ ...right, index: (index + other) % 21 })),
    ...bits(leaf).map((wrong) => ({ ...right, leaf: wrong })),
    ...bits(right.root).map((wrong) => ({ ...right, root: wrong })),
    ...wrongProofs(proof, bits).map((wrong) => ({ ...right, proof: wrong })),
  ].filter((wrong) => JSON.stringify(wrong) !== JSON.stringify(right));
}

async function consistency(from: number, to: number): Promise<Consistency> {
  const proof = await consistencyProof(sourceOf(leaves), from, to);
  const state = (size: number) => ({ size, root: root(leaves, 0, size) });
  return { from: state(from), to: state(to), proof };
}

function wrongConsistencies(right: Consistency): readonly Consistency[] {
  const { from, to, proof } = right;
  const bits = to.size === 7 ? everyBit : someBits;
  const others = sizes
    .filter((size) => size <= 20)
    .map((size) => ({ size, root: root(leaves, 0, size) }));
  return [
    ...others.filter(({ size }) => size !== from.size).map((other) => ({ ...right, from: other })),
    ...others.filter(({ size }) => size !== to.size).map((other) => ({ ...right, to: other })),
    ...(from.size === to.size ? [] : [{ proof, from: to, to: from }]),
    ...(from.size === to.size
      ? []
      : [{ proof, from: { ...from, root: to.root }, to: { ...to, root: from.root } }]),
    { ...right, from: { size: 0, root: EMPTY_ROOT } },
    ...bits(from.root).map((wrong) => ({ ...right, from: { ...from, root: wrong } })),
    ...bits(to.root).map((wrong) => ({ ...right, to: { ...to, root: wrong } })),
    ...wrongProofs(proof, bits).map((wrong) => ({ ...right, proof: wrong })),
  ];
}

type Bits = (hash: Hash) => readonly Hash[];

const flip = (hash: Hash, bit: number): Hash => {
  const bytes = Buffer.from(hash, "hex");
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString("hex");
};
const everyBit: Bits = (hash) => Array.from({ length: 256 }, (_, bit) => flip(hash, bit));
const someBits: Bits = (hash) => [0, 131, 255].map((bit) => flip(hash, bit));

function wrongProofs(proof: readonly Hash[], bits: Bits): readonly (readonly Hash[])[] {
  const places = proof.map((_, at) => at);
  return [
    ...proof.flatMap((hash, at) => bits(hash).map((wrong) => proof.with(at, wrong))),
    ...places.map((at) => proof.toSpliced(at, 1)),
    ...[...places, proof.length].flatMap((at) =>
      [A, ...proof.slice(0, 1)].map((added) => proof.toSpliced(at, 0, added)),
    ),
    ...places
      .slice(1)
      .map((at) => proof.with(at, proof[at - 1] ?? "").with(at - 1, proof[at] ?? "")),
    ...places.map((at) => proof.with(at, "")),
    ...places.map((at) => proof.with(at, (proof[at] ?? "").slice(2))),
  ];
}
