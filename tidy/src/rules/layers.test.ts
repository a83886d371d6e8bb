import { plant } from "../plant.ts";
import { layers } from "./layers.ts";

plant(layers, {
  found: {
    "a layer that imports the one above, for types as well": [
      {
        "services/a/src/domain/a.ts":
          '\nimport { type B } from "../application/b.ts";\nimport "../adapters/c.ts";\n',
        "services/a/src/application/b.ts": 'export { c } from "../adapters/http/c.ts";\n',
      },
      "services/a/src/domain/a.ts:2: domain must not import application (services/a/src/application/b.ts)",
      "services/a/src/domain/a.ts:3: domain must not import adapters (services/a/src/adapters/c.ts)",
      "services/a/src/application/b.ts:1: application must not import adapters (services/a/src/adapters/http/c.ts)",
    ],
    "an adapter that imports another": [
      {
        "services/a/src/adapters/http/a.ts": 'import "../postgres/b.ts";\n',
        "services/a/src/adapters/clock.ts": 'import "./http/a.ts";\n',
      },
      "services/a/src/adapters/http/a.ts:1: an adapter must not import another adapter (services/a/src/adapters/postgres/b.ts)",
      "services/a/src/adapters/clock.ts:1: an adapter must not import another adapter (services/a/src/adapters/http/a.ts)",
    ],
    "a layer that imports what puts it together": [
      {
        "services/a/src/adapters/http/a.ts": 'import { type Config } from "../../config.ts";\n',
        "standins/b/src/domain/a.ts": 'import "../server.ts";\n',
      },
      "services/a/src/adapters/http/a.ts:1: adapters must not import what lies beside the layers (services/a/src/config.ts)",
      "standins/b/src/domain/a.ts:1: domain must not import what lies beside the layers (standins/b/src/server.ts)",
    ],
    "whoever imports main.ts": [
      { "standins/b/src/server.ts": 'import "./main.ts";\n' },
      "standins/b/src/server.ts:1: nothing imports main.ts",
    ],
    "a folder of a service that is no layer": [
      { "services/a/src/ports/b.ts": "" },
      "services/a/src/ports/b.ts:1: belongs to no layer (domain, application, adapters)",
    ],
  },
  clean: {
    "imports downwards and within": {
      "services/a/src/main.ts":
        'import "./config.ts";\nimport "./adapters/http/a.ts";\nimport "./domain/d.ts";\n',
      "services/a/src/migrate.ts": 'import "./config.ts";\n',
      "services/a/src/worker.ts": 'import "./config.ts";\nimport "./adapters/http/a.ts";\n',
      "services/a/src/adapters/http/a.ts":
        'import "./b.ts";\nimport "./deep/c.ts";\nimport "../../application/c.ts";\n',
      "services/a/src/application/c.ts": 'import "./e.ts";\nimport "../domain/d.ts";\n',
      "services/a/src/domain/d.ts": 'import "./f.ts";\n',
    },
    "tests that look at several layers, and packages without layers": {
      "services/a/src/application/c.test.ts": 'import "../adapters/memory.ts";\n',
      "services/a/src/config.test.ts": 'import "./config.ts";\n',
      "packages/a/src/server.ts": 'import "./domain.ts";\n',
    },
  },
});
