import { Type } from "typebox";
import { expect, it } from "vitest";

import { describeConfig } from "./describe-config.ts";
import { Duration } from "./duration.ts";

it("prints variables, defaults and meanings in aligned columns", () => {
  const schema = Type.Object({
    HTTP_PORT: Type.Integer({ default: 8080, description: "Port to listen on." }),
    SYNC_POLL: Duration({ default: "90s", description: "Pause between rounds." }),
    LOG_FORMAT: Type.Enum(["json", "human"], { default: "json", description: "Form of the log." }),
    DATABASE_URL: Type.String({ format: "uri", default: "postgres://ann:secret@db/x" }),
    TZKT_API_KEY: Type.Optional(Type.String({ secret: true, description: "Key of the API." })),
    SIGNING_KEY: Type.String({ secret: true, default: "demo" }),
    NAME: Type.String(),
  });
  const text = describeConfig(schema, { aliases: { HTTP_PORT: ["WEB_HTTP_PORT"] } });
  expect(text).toBe(
    [
      "VARIABLE      DEFAULT              MEANING",
      "HTTP_PORT     8080                 Port to listen on. (also WEB_HTTP_PORT)",
      "SYNC_POLL     90s                  Pause between rounds.",
      "LOG_FORMAT    json                 Form of the log. (json | human)",
      "DATABASE_URL  postgres://***@db/x",
      "TZKT_API_KEY  -                    Key of the API.",
      "SIGNING_KEY   (hidden)",
      "NAME          required",
    ].join("\n"),
  );
});
