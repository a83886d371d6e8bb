import { expect, test } from "vitest";

import { connectionSettings } from "./connection-settings.ts";

const rest = { applicationName: "payments", connectTimeoutMs: 5_000 };

test("the address is left alone, and the house adds its settings", () => {
  const url = "postgres://user:p%40ss@host:5433/holdfast?sslmode=require";
  expect(connectionSettings({ url, ...rest })).toMatchObject({
    connectionString: url,
    options: "-c timezone=UTC -c datestyle=ISO",
    application_name: "payments",
    lock_timeout: 5_000,
    idle_in_transaction_session_timeout: 5_000,
    keepAlive: true,
  });
});

test("options in the address are joined by those of the house", () => {
  const url = "postgres://user@host/holdfast?options=-c%20work_mem%3D7MB";
  const { connectionString = "" } = connectionSettings({ url, ...rest });
  expect(new URL(connectionString).searchParams.get("options")).toBe(
    "-c work_mem=7MB -c timezone=UTC -c datestyle=ISO",
  );
});
