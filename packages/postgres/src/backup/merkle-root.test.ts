import { hash } from "node:crypto";

import { expect, test } from "vitest";

import { MerkleRoot } from "./merkle-root.ts";

/** Leaves of the reference tests of Certificate Transparency (merkle_tree_test.cc). */
const LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
];

function hex(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}

test("the empty tree is the hash of nothing", () => {
  expect(hex(new MerkleRoot().root())).toBe(hash("sha256", ""));
});

test("each root is that of the reference", () => {
  const tree = new MerkleRoot();
  const roots = LEAVES.map((leaf) => {
    tree.add(hash("sha256", Buffer.from(`00${leaf}`, "hex"), "buffer"));
    return hex(tree.root());
  });
  expect(roots).toEqual(ROOTS);
  expect(tree.size).toBe(7);
});
