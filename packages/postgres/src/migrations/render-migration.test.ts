import { expect, test } from "vitest";

import { serviceRoles } from "../roles/service-roles.ts";
import { renderMigration } from "./render-migration.ts";

const roles = serviceRoles("payments");

test("placeholders become names, plain for the schema and quoted for the roles", () => {
  expect(
    renderMigration("grant usage on schema {{schema}} to {{app}}, {{kernel}}", "payments", roles),
  ).toBe('grant usage on schema payments to "payments_app", "payments_kernel"');
});

test("the schema may stand inside a string", () => {
  expect(renderMigration("notify '{{schema}}'", "payments", roles)).toBe("notify 'payments'");
});

test("a user of any name is quoted", () => {
  const odd = { ...roles, owner: 'o"dd' };
  expect(renderMigration("set role {{owner}}", "payments", odd)).toBe('set role "o""dd"');
});

test("an unknown placeholder is refused, and other braces are left alone", () => {
  expect(() => renderMigration("select {{tenant}}", "payments", roles)).toThrow(
    expect.objectContaining({ code: "migration_placeholder_unknown" }),
  );
  expect(renderMigration("select '{{1,2},{3,4}}'", "payments", roles)).toBe(
    "select '{{1,2},{3,4}}'",
  );
});

test.each(["Payments", "a-b", "a b", "", "a;drop", "a".repeat(64)])("%j is no schema", (schema) => {
  expect(() => renderMigration("{{schema}}", schema, roles)).toThrow(RangeError);
});
