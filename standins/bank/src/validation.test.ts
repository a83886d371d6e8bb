import { describe, expect, it } from "vitest";

import { Bank } from "./bank.ts";
import type { Profile } from "./profile.ts";

const ID = "ad27e265-9605-4b4b-a0e5-3003ea9cc4dc";
const ORGANISATION = "eb0bd6f5-c3f5-44b2-b677-acd23cdde73c";
const LIST = "validation failure list:\n";

const whole = {
  id: ID,
  organisation_id: ORGANISATION,
  type: "accounts",
  attributes: { country: "GB", name: ["Ada"] },
};

async function create(profile: Profile, data: unknown) {
  await using bank = new Bank({ profile });
  const { answer } = await bank.deliver({
    method: "POST",
    target: "/v1/organisation/accounts",
    headers: {},
    body: data === undefined ? "{" : JSON.stringify({ data }),
  });
  if (answer === "dropped") throw new TypeError("there is no fault to drop it");
  const body = JSON.parse(answer.body);
  return { status: answer.status, message: body.error_message, data: body.data };
}

/** What is said about a body in which some attributes are different. */
async function saidOf(attributes: object, profile: Profile = "2023"): Promise<string> {
  const { message } = await create(profile, { ...whole, attributes });
  return message;
}

describe("a create request", () => {
  it.each([
    ["no id", { ...whole, id: undefined }, "id in body is required"],
    ["an empty id", { ...whole, id: "" }, "id in body is required"],
    ["an id that is no uuid", { ...whole, id: "1234" }, 'id in body must be of type uuid: "1234"'],
    ["no organisation", { ...whole, organisation_id: null }, "organisation_id in body is required"],
    ["no type", { ...whole, type: undefined }, "type in body is required"],
    ["another type", { ...whole, type: "units" }, "type in body should be one of [accounts]"],
    ["a number as id", { ...whole, id: 5 }, "id in body must be of type uuid: 5"],
  ])("with %s is told so under two headings", async (_name, data, failure) => {
    expect(await create("2023", data)).toMatchObject({
      status: 400,
      message: `${LIST}${LIST}${failure}`,
    });
  });

  it.each([
    ["account_classification", "Company", "should be one of [Personal Business]"],
    ["account_number", "1-2", "should match '^[A-Z0-9]{0,64}$'"],
    ["bank_id", "a", "should match '^[A-Z0-9]{0,16}$'"],
    ["bank_id_code", "GB1", "should match '^[A-Z]{0,16}$'"],
    ["base_currency", "GB", "should match '^[A-Z]{3}$'"],
    ["bic", "NWBKGB", "should match '^([A-Z]{6}[A-Z0-9]{2}|[A-Z]{6}[A-Z0-9]{5})$'"],
    ["country", "gb", "should match '^[A-Z]{2}$'"],
    ["iban", "GB1", "should match '^[A-Z]{2}[0-9]{2}[A-Z0-9]{0,64}$'"],
    ["status", "dead", "should be one of [pending confirmed failed]"],
    ["joint_account", "yes", 'must be of type boolean: "string"'],
    ["name", "Ada", 'must be of type array: "string"'],
    ["customer_id", 5, 'must be of type string: "number"'],
  ])("with a wrong %s is told so under three headings", async (name, value, failure) => {
    const said = await saidOf({ ...whole.attributes, [name]: value });
    expect(said).toBe(`${LIST}${LIST}${LIST}${name} in body ${failure}`);
  });

  it("is told everything at once, attributes first", async () => {
    const attributes = { iban: "x", country: "gb", bic: "x" };
    const { message } = await create("2020", { attributes, type: "units" });
    expect(message.split("\n")).toEqual([
      ...Array(3).fill("validation failure list:"),
      "bic in body should match '^([A-Z]{6}[A-Z0-9]{2}|[A-Z]{6}[A-Z0-9]{5})$'",
      "country in body should match '^[A-Z]{2}$'",
      "iban in body should match '^[A-Z]{2}[0-9]{2}[A-Z0-9]{0,64}$'",
      "id in body is required",
      "organisation_id in body is required",
      "type in body should be one of [accounts]",
    ]);
  });

  it("needs a country, and a name in the newer image alone", async () => {
    expect(await saidOf({ name: ["Ada"] })).toContain("country in body is required");
    expect(await saidOf({ country: "GB", name: [] })).toContain("name in body is required");
    expect(await create("2020", { ...whole, attributes: { country: "GB" } })).toMatchObject({
      status: 201,
    });
    expect(await create("2020", { ...whole, attributes: null })).toMatchObject({ status: 400 });
  });

  it("counts an empty text or list and null as absent, and leaves them absent", async () => {
    const attributes = { ...whole.attributes, status: "", iban: null, alternative_names: [] };
    const { status, data } = await create("2023", { ...whole, attributes });
    expect({ status, attributes: data.attributes }).toEqual({
      status: 201,
      attributes: whole.attributes,
    });
  });

  it("keeps the customer id in the older image and forgets it in the newer one", async () => {
    const attributes = { ...whole.attributes, customer_id: "c-1", joint_account: false };
    const [older, newer] = [
      await create("2020", { ...whole, attributes }),
      await create("2023", { ...whole, attributes }),
    ];
    expect(older.data.attributes).toEqual(attributes);
    expect(newer.data.attributes).toEqual({ ...whole.attributes, joint_account: false });
  });

  it("forgets attributes it does not know", async () => {
    const attributes = { ...whole.attributes, shoe_size: "44" };
    const { data } = await create("2023", { ...whole, attributes });
    expect(data.attributes).toEqual(whole.attributes);
  });

  it.each([
    ["no JSON", undefined, "the body is no JSON"],
    ["no data", null, `${LIST}data in body is required`],
  ])("with %s is refused", async (_name, data, message) => {
    expect(await create("2023", data)).toMatchObject({ status: 400, message });
  });

  it("asks for no country-specific rule and no IBAN checksum", async () => {
    const attributes = { country: "CA", name: ["Ada"], iban: "CA00NOTANIBAN" };
    expect(await create("2023", { ...whole, attributes })).toMatchObject({ status: 201 });
  });
});
