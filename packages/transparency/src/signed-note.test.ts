import { hash } from "node:crypto";

import { describe, expect, it } from "vitest";

import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "./checkpoint.ts";
import { EMPTY_ROOT, leafHash } from "./hash.ts";
import { generateKey, parseSignerKey, parseVerifierKey } from "./note-key.ts";
import { openNote, parseNote, signNote } from "./signed-note.ts";

/** The example of Go's package golang.org/x/mod/sumdb/note, which the format comes from. */
const PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET =
  "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const SAID =
  "If you think cryptography is the answer to your problem,\n" +
  "then you don't know what your problem is.\n";
const SIGNED =
  `${SAID}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNX` +
  "gKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/** Keys that follow from a number, so that each run signs the same. */
const keysOf = (name: string, seed: number) =>
  generateKey(name, (size) => Buffer.alloc(size, seed));

function signer(text: string) {
  const key = parseSignerKey(text);
  if (typeof key === "string") throw new TypeError(key);
  return key;
}

function verifier(text: string) {
  const key = parseVerifierKey(text);
  if (typeof key === "string") throw new TypeError(key);
  return key;
}

const ours = keysOf("example.com/log", 1);
const witness = keysOf("example.com/witness", 2);
const foreign = keysOf("example.com/log", 3);
const origin = "example.com/log";
const checkpoint: Checkpoint = { origin, size: 42, root: leafHash(Buffer.from("x")) };

describe("a key", () => {
  it("is read and made as Go's package does", () => {
    expect(parseVerifierKey(PETER)).toMatchObject({ name: "PeterNeumann", keyHash: "c74f20a3" });
    expect(signNote(SAID, [signer(PETER_SECRET)])).toBe(SIGNED);
    expect(openNote(SIGNED, [verifier(PETER)])).toEqual({ text: SAID, signedBy: ["PeterNeumann"] });
  });

  it("is different each time unless chance is given", () => {
    expect(generateKey("a")).not.toEqual(generateKey("a"));
    expect(keysOf("a", 1)).toEqual(keysOf("a", 1));
    expect(verifier(ours.verifierKey).name).toBe("example.com/log");
    for (const name of ["", "a b", "a+b", "a\nb", "\uD800", "a\u00A0b"]) {
      expect(() => keysOf(name, 1)).toThrow(RangeError);
    }
  });

  it.each([
    ["", "malformed_key"],
    ["PeterNeumann", "malformed_key"],
    [PETER.replace("c74f20a3", "c74f20a"), "malformed_key"],
    [PETER.replace("c74f20a3", "C74F20A3"), "malformed_key"],
    [PETER.slice("PeterNeumann".length), "malformed_name"],
    [PETER.replace("Neumann", " Neumann"), "malformed_name"],
    [`${PETER}=`, "malformed_base64"],
    [PETER.slice(0, -1), "malformed_base64"],
    [PETER.replace("/", "_"), "malformed_base64"],
    [`${PETER}\n`, "malformed_base64"],
    [PETER.replace("+ARpc", "+AhpC"), "unsupported_algorithm"],
    [PETER.replace("10TW", ""), "wrong_key_length"],
    [PETER.replace("c74f20a3", "c74f20a4"), "key_hash_differs"],
    [PETER.replace("Peter", "Petra"), "key_hash_differs"],
    [PETER.replace("10TW", "10TX"), "key_hash_differs"],
  ])("%j is refused: %s", (text, code) => {
    expect(parseVerifierKey(text)).toBe(code);
  });

  it("that is secret is refused likewise", () => {
    expect(parseSignerKey(PETER)).toBe("malformed_key");
    expect(parseSignerKey(PETER_SECRET.replace("c74f20a3", "c74f20a4"))).toBe("key_hash_differs");
    expect(parseSignerKey(PETER_SECRET.replace("KDFz", ""))).toBe("wrong_key_length");
  });
});

describe("a signed note", () => {
  const note = signNote("text\n", [signer(ours.signerKey), signer(witness.signerKey)]);
  const known = [verifier(ours.verifierKey)];

  it("is believed for one known key of several", () => {
    expect(openNote(note, known)).toEqual({ text: "text\n", signedBy: ["example.com/log"] });
    expect(openNote(note, [...known, verifier(witness.verifierKey)])).toEqual({
      text: "text\n",
      signedBy: ["example.com/log", "example.com/witness"],
    });
    const twice = `${note}${note.split("\n")[2]}\n`;
    expect(openNote(twice, known)).toEqual({ text: "text\n", signedBy: ["example.com/log"] });
  });

  it("may have empty lines in its text", () => {
    const text = "one\n\ntwo\n\n";
    expect(openNote(signNote(text, [signer(ours.signerKey)]), known)).toMatchObject({ text });
  });

  it("is not believed without a known key, or with another one of the same name", () => {
    expect(openNote(note, [])).toBe("no_known_signature");
    expect(openNote(note, [verifier(foreign.verifierKey)])).toBe("no_known_signature");
    expect(openNote(note, [verifier(PETER)])).toBe("no_known_signature");
  });

  it("is a forgery when a known key's signature is wrong, whoever else signed", () => {
    const other = signNote("other\n", [signer(ours.signerKey), signer(witness.signerKey)]);
    const forged = note.replace("text", "test");
    expect(openNote(forged, known)).toBe("wrong_signature");
    const half = `${note.split("\n").slice(0, 3).join("\n")}\n${other.split("\n")[3]}\n`;
    expect(openNote(half, known)).toMatchObject({ signedBy: ["example.com/log"] });
    expect(openNote(half, [...known, verifier(witness.verifierKey)])).toBe("wrong_signature");
  });

  it("is refused by a key that is no point of the curve", () => {
    const bytes = Buffer.concat([Buffer.of(1), Buffer.alloc(32, 0xff)]);
    const name = "example.com/log";
    const id = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), bytes]), "buffer");
    const keyHash = id.toString("hex", 0, 4);
    const nowhere = verifier(`${name}+${keyHash}+${bytes.toString("base64")}`);
    const claimed = { ...signer(ours.signerKey), keyHash };
    expect(openNote(signNote("text\n", [claimed]), [nowhere])).toBe("wrong_signature");
  });

  it("is refused for every flipped bit of its text and of its signature", () => {
    const single = signNote("text\n", [signer(ours.signerKey)]);
    const bytes = Buffer.from(single);
    const believed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const wrong = Buffer.from(bytes);
      wrong[bit >> 3] = (wrong[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return wrong.toString();
    }).filter((wrong) => typeof openNote(wrong, known) !== "string");
    expect(believed).toEqual([]);
  });

  const line = note.split("\n")[2] ?? "";
  it.each([
    ["", "malformed_note"],
    ["text\n", "malformed_note"],
    ["text\n\n", "malformed_note"],
    [`text\n\n${line}`, "malformed_note"],
    [`text${line}\n`, "malformed_note"],
    [`\n\n${line}\n`.slice(1), "malformed_note"],
    [`te\rxt\n\n${line}\n`, "malformed_note"],
    [`te\0xt\n\n${line}\n`, "malformed_note"],
    [`te\uD800xt\n\n${line}\n`, "malformed_note"],
    [`text\r\n\r\n${line}\r\n`, "malformed_note"],
    [`text\n\n${line.slice(2)}\n`, "malformed_signature"],
    [`text\n\n- ${line.slice(2)}\n`, "malformed_signature"],
    [`text\n\n${line} \n`, "malformed_signature"],
    [`text\n\n${line}\nmore\n`, "malformed_signature"],
    [`text\n\n${line.replace("=", "")}\n`, "malformed_signature"],
    [`text\n\n\u2014 example.com/log AAAA\n`, "malformed_signature"],
    [`text\n\n\u2014 example.com/log not-base64\n`, "malformed_signature"],
    [`text\n\n\u2014  ${line.split(" ")[2]}\n`, "malformed_signature"],
    [`text\n\n\u2014 a+b ${line.split(" ")[2]}\n`, "malformed_signature"],
    [`text\n\n${`${line}\n`.repeat(101)}`, "too_many_signatures"],
    [`${"text\n".repeat(20_000)}\n${line}\n`, "note_too_large"],
  ])("%.60j is refused: %s", (wrong, code) => {
    expect(parseNote(wrong)).toBe(code);
    expect(openNote(wrong, known)).toBe(code);
  });

  it("is not made of what could not be read again", () => {
    for (const text of ["", "no end", "tab\t\n"]) {
      expect(() => signNote(text, [signer(ours.signerKey)])).toThrow(RangeError);
    }
  });
});

describe("a checkpoint", () => {
  const verifiers = [verifier(ours.verifierKey)];

  it("is that of the C2SP example", () => {
    const text =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    const read = parseCheckpoint(text);
    expect(read).toEqual({
      origin: "example.com/behind-the-sofa",
      size: 20_852_163,
      root: "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62",
    });
    expect(typeof read === "string" ? read : formatCheckpoint(read)).toBe(text);
  });

  it("comes back as it was signed, with its further lines", () => {
    const note = signCheckpoint(checkpoint, [signer(ours.signerKey)]);
    expect(openCheckpoint(note, { origin, verifiers })).toEqual(checkpoint);
    const more = { ...checkpoint, extensions: ["one", "two 2"] };
    const extended = signCheckpoint(more, [signer(ours.signerKey), signer(witness.signerKey)]);
    expect(openCheckpoint(extended, { origin, verifiers })).toEqual(more);
    expect(parseCheckpoint(`${origin}\n0\n${base64(EMPTY_ROOT)}\n`)).toMatchObject({ size: 0 });
  });

  it("of another log, of an unknown key or of none is refused", () => {
    const note = signCheckpoint(checkpoint, [signer(ours.signerKey)]);
    expect(openCheckpoint(note, { origin: "example.com/other", verifiers })).toBe("foreign_origin");
    const others = [verifier(foreign.verifierKey)];
    expect(openCheckpoint(note, { origin, verifiers: others })).toBe("no_known_signature");
    expect(openCheckpoint(note.replace("42", "43"), { origin, verifiers })).toBe("wrong_signature");
    const nonsense = signNote("nonsense\n", [signer(ours.signerKey)]);
    expect(openCheckpoint(nonsense, { origin, verifiers })).toBe("malformed_checkpoint");
  });

  const root = base64(checkpoint.root);
  it.each([
    ["", "malformed_checkpoint"],
    [`${origin}\n42\n`, "malformed_checkpoint"],
    [`${origin}\n42\n${root}`, "malformed_checkpoint"],
    [`${origin}\n42\n${root}\n\n`, "malformed_checkpoint"],
    [`\n42\n${root}\n`, "malformed_origin"],
    [`${origin}\n042\n${root}\n`, "malformed_size"],
    [`${origin}\n00\n${root}\n`, "malformed_size"],
    [`${origin}\n+42\n${root}\n`, "malformed_size"],
    [`${origin}\n-1\n${root}\n`, "malformed_size"],
    [`${origin}\n4e2\n${root}\n`, "malformed_size"],
    [`${origin}\n 42\n${root}\n`, "malformed_size"],
    [`${origin}\n9007199254740992\n${root}\n`, "size_too_large"],
    [`${origin}\n42\n${root.slice(0, -1)}\n`, "malformed_root"],
    [`${origin}\n42\n${root} \n`, "malformed_root"],
    [`${origin}\n42\nAAAA\n`, "malformed_root"],
    [`${origin}\n0\n${root}\n`, "empty_root_differs"],
  ])("%j is refused: %s", (text, code) => {
    expect(parseCheckpoint(text)).toBe(code);
  });

  it("is not made of what could not be read again", () => {
    for (const wrong of [
      { origin: "" },
      { origin: "a\n1" },
      { size: -1 },
      { size: 2 ** 53 },
      { root: "x" },
      { size: 0 },
      { extensions: [""] },
      { extensions: ["a\nb"] },
    ]) {
      expect(() => formatCheckpoint({ ...checkpoint, ...wrong })).toThrow(RangeError);
    }
  });
});

function base64(hex: string): string {
  return Buffer.from(hex, "hex").toString("base64");
}
