import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { startBank } from "@holdfast/standin-bank";
import { build } from "esbuild";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { buildPackage } from "../build/build-package.ts";
import { uuid } from "./in-process.ts";
import { runProgram } from "./run-program.ts";

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const PROJECT = join("node_modules", "@holdfast", "form3");

const USE = `
import { generateKeyPairSync } from "node:crypto";
import { Form3, Form3Error } from "@holdfast/form3";
import { httpSignature } from "@holdfast/form3/http-signature";
import { tlsFetch } from "@holdfast/form3/tls-fetch";
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" });
const auth = httpSignature({ keyId: "k", privateKey: pem });
const { accounts } = new Form3({ baseUrl: process.argv[2], auth });
if (typeof tlsFetch({}) !== "function") process.exit(1);
const id = process.argv[3];
const attributes = { country: "GB", name: ["Ada"] };
const { account } = await accounts.create({ id, organisation_id: id, attributes });
let walked = 0;
for await (const { version } of accounts.list()) walked += 1 + version;
await accounts.delete({ id, version: account.version });
const kind = await accounts.fetch({ id }).catch((error) => error instanceof Form3Error && error.kind);
console.log(process.version.split(".")[0], walked, kind);
`;

const TYPES = `
import { Form3, oauth2, type Account } from "@holdfast/form3";
import { httpSignature, type SignatureKey } from "@holdfast/form3/http-signature";
import { tlsFetch } from "@holdfast/form3/tls-fetch";
export const signed = (key: SignatureKey) =>
  new Form3({ baseUrl: "https://bank.test", auth: httpSignature(key), fetch: tlsFetch({ cert: "a", key: "b" }) });
const form3 = new Form3({ baseUrl: "https://bank.test", auth: oauth2({ clientId: "a", clientSecret: "b" }), fetch });
export async function names(signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for await (const account of form3.accounts.list({ pageSize: 5 }, { signal })) found.push(...(account.attributes.name ?? []));
  return found;
}
export const version = (account: Account): number => account.version;
// @ts-expect-error -- a typing mistake in an attribute is found
export const wrong = () => form3.accounts.create({ organisation_id: "o", attributes: { country: "GB", nmae: [] } });
`;

describe("the published package", () => {
  let folder = "";
  let tarball = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "form3-package-"));
    await buildPackage(join(folder, "dist"));
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
      cwd: join(folder, "dist"),
    });
    const [packed] = JSON.parse(stdout);
    tarball = join(folder, packed.filename);
    await mkdir(join(folder, "project"));
    const project = { name: "project", private: true, type: "module" };
    await writeFile(join(folder, "project/package.json"), JSON.stringify(project));
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], {
      cwd: join(folder, "project"),
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("is as publint wants it", async () => {
    const { messages } = await publint({ pkgDir: join(folder, "dist"), strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that every resolver of ES modules finds", async () => {
    const attw = join(
      dirname(require.resolve("@arethetypeswrong/cli/package.json")),
      "dist/index.js",
    );
    const { code, out } = await runProgram([
      attw,
      "--profile",
      "esm-only",
      "--format",
      "json",
      tarball,
    ]);
    expect(JSON.parse(out)).toMatchObject({ analysis: { types: { kind: "included" } } });
    expect(code).toBe(0);
  });

  it("checks a program in a new project, without a type of Node", async () => {
    const project = join(folder, "project");
    await writeFile(join(project, "types.ts"), TYPES);
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
    const words = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022"];
    const libraries = ["--lib", "es2022,dom", "--types", "", "--exactOptionalPropertyTypes"];
    const ended = await runProgram([tsc, ...words, ...libraries, "types.ts"], { cwd: project });
    expect(ended).toMatchObject({ code: 0, out: "" });
  });

  it("works under every Node from 20 on that is at hand", async () => {
    const project = join(folder, "project");
    await writeFile(join(project, "use.js"), USE);
    await using running = await startBank();
    for (const [at, { node, major }] of (await nodes()).entries()) {
      const words = ["use.js", running.url, uuid(at + 1)];
      const ended = await runProgram(words, { node, cwd: project });
      expect(ended).toEqual({ code: 0, out: `v${major} 1 not_found\n`, err: "" });
      const env = { FORM3_BASE_URL: running.url, HOME: folder };
      const list = [join(PROJECT, "main.js"), "accounts", "list", "--json"];
      expect(await runProgram(list, { node, cwd: project, env })).toMatchObject({ code: 0 });
    }
  });

  it("is small, and needs nothing, not even Node", async () => {
    const main = await bundle(["@holdfast/form3"]);
    expect(main.imports).toEqual([]);
    expect(main.bytes).toBeLessThan(MINIFIED_BYTES_MAX);
    expect(main.compressedBytes).toBeLessThan(COMPRESSED_BYTES_MAX);
  });

  it("stays small with what needs Node: HTTP signatures and mutual TLS", async () => {
    const main = await bundle(["@holdfast/form3"]);
    for (const door of ["@holdfast/form3/http-signature", "@holdfast/form3/tls-fetch"]) {
      const { bytes, imports } = await bundle(["@holdfast/form3", door]);
      expect(bytes - main.bytes).toBeLessThan(DOOR_BYTES_MAX);
      expect(imports.filter((path) => !path.startsWith("node:"))).toEqual([]);
    }
  });

  /** What a program that imports all of these modules carries with it. */
  async function bundle(modules: readonly string[]) {
    const contents = modules.map((name) => `export * from "${name}";`).join("\n");
    const { outputFiles, metafile } = await build({
      stdin: { contents, resolveDir: join(folder, "project") },
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform: "neutral",
      external: ["node:*"],
      format: "esm",
    });
    const [{ contents: made } = { contents: new Uint8Array() }] = outputFiles;
    expect(made.length).toBeGreaterThan(0);
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    return {
      bytes: made.length,
      compressedBytes: gzipSync(made).length,
      imports: imports.map(({ path }) => path),
    };
  }
});

/** The must of the client; 15.0 kB when this was written, and 6.7 kB compressed. */
const MINIFIED_BYTES_MAX = 15_000;
const COMPRESSED_BYTES_MAX = 7000;
/** 1.1 kB the one and 0.7 kB the other. */
const DOOR_BYTES_MAX = 1200;

/** This Node, and those that the path of commands leads to. */
async function nodes(): Promise<readonly { readonly node: string; readonly major: number }[]> {
  const found = new Map<number, string>();
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  for (const node of [...folders.map((each) => join(each, "node")), process.execPath]) {
    const isThere = await access(node).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    const { out } = await runProgram(["-p", "process.versions.node"], { node });
    const major = Number(out.split(".")[0]);
    if (major >= 20) found.set(major, node);
  }
  return Array.from(found, ([major, node]) => ({ node, major }));
}
