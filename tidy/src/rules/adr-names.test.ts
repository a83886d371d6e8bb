import { plant } from "../plant.ts";
import { adrNames } from "./adr-names.ts";

plant(adrNames, {
  found: {
    "a number that is taken": [
      { "docs/adr/0001-one-server.md": "", "docs/adr/0001-two-servers.md": "" },
      "docs/adr/0001-two-servers.md:1: number 0001 is taken by docs/adr/0001-one-server.md",
    ],
    "names of another form": [
      { "docs/adr/1-short.md": "", "docs/adr/0002_Under.md": "", "docs/adr/0003-deep/x.md": "" },
      "docs/adr/1-short.md:1: is not called 0001-what-was-decided.md",
      "docs/adr/0002_Under.md:1: is not called 0001-what-was-decided.md",
      "docs/adr/0003-deep/x.md:1: is not called 0001-what-was-decided.md",
    ],
  },
  clean: {
    "numbers in any order, the list and the form": {
      "docs/adr/0002-roles.md": "",
      "docs/adr/0001-one-server-one-database.md": "",
      "docs/adr/README.md": "",
      "docs/adr/template.md": "",
    },
  },
});
