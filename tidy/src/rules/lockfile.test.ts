import { plant } from "../plant.ts";
import { lockfile } from "./lockfile.ts";

plant(lockfile, {
  found: {
    "the address of a registry": [
      {
        "package-lock.json":
          '{\n  "a": {\n    "resolved": "https://registry.example/a.tgz"\n  }\n}\n',
      },
      "package-lock.json:3: names the address of a registry (omit-lockfile-registry-resolved in .npmrc)",
    ],
  },
  clean: {
    "links within the repository": {
      "package-lock.json":
        '{\n  "a": { "resolved": "packages/a", "link": true, "integrity": "sha512-x" }\n}\n',
    },
  },
});
