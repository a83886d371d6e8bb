import { fastify } from "fastify";
import { expect, it } from "vitest";

import { allowedMethods } from "./allowed-methods.ts";

it("gathers the methods of every pattern that matches, sorted", () => {
  const allowed = allowedMethods();
  allowed.add({ url: "/a/:id", methods: ["HEAD", "GET"] });
  allowed.add({ url: "/a/special", methods: ["POST"] });
  allowed.add({ url: "/a/:id", methods: ["DELETE"] });
  expect(allowed.at("/a/special")).toEqual(["DELETE", "GET", "HEAD", "POST"]);
  expect(allowed.at("/a/1")).toEqual(["DELETE", "GET", "HEAD"]);
  expect(allowed.at("/a/1/2")).toEqual([]);
});

const PATTERNS = [
  "/",
  "/plain",
  "/with.dot+plus",
  "/a/:id",
  "/a/:id/items",
  "/a/:id/items/:item",
  "/range/:from-:to",
  "/file/:name.json",
  "/number/:n(^\\d+$)",
  "/optional/:maybe?",
  "/verb::publish",
  "/rest/*",
];

const PATHS = [
  "/",
  "/plain",
  "/plain/",
  "/withXdot+plus",
  "/with.dot+plus",
  "/a",
  "/a/",
  "/a/1",
  "/a/1/",
  "/a//items",
  "/a/1/items",
  "/a/1/items/2",
  "/a/1/items/2/3",
  "/range/1-2",
  "/range/1",
  "/file/x.json",
  "/file/x.jsonl",
  "/number/12",
  "/number/x2",
  "/optional",
  "/optional/",
  "/optional/1",
  "/optional/1/2",
  "/verb:publish",
  "/verb",
  "/rest/",
  "/rest",
  "/rest/a/b",
  "/a/%C3%A9/items",
  "/PLAIN",
];

it.each(PATTERNS)("matches %s exactly where the router does", async (url) => {
  const router = fastify();
  router.get(url, async () => "");
  const allowed = allowedMethods();
  allowed.add({ url, methods: ["GET"] });
  for (const path of PATHS) {
    const { statusCode } = await router.inject(path);
    expect([path, allowed.at(decodeURI(path)).length > 0]).toEqual([path, statusCode === 200]);
  }
});
