import { adrNames } from "./rules/adr-names.ts";
import { allowListForm } from "./rules/allow-list-form.ts";
import { bannedSyntax } from "./rules/banned-syntax.ts";
import { declaredImports } from "./rules/declared-imports.ts";
import { documentedExports } from "./rules/documented-exports.ts";
import { domainPurity } from "./rules/domain-purity.ts";
import { environment } from "./rules/environment.ts";
import { escapeHatches } from "./rules/escape-hatches.ts";
import { fileLength } from "./rules/file-length.ts";
import { frontDoors } from "./rules/front-doors.ts";
import { functionLength } from "./rules/function-length.ts";
import { importCycles } from "./rules/import-cycles.ts";
import { indexFiles } from "./rules/index-files.ts";
import { layerPackages } from "./rules/layer-packages.ts";
import { layers } from "./rules/layers.ts";
import { lockfile } from "./rules/lockfile.ts";
import { markdownLinks } from "./rules/markdown-links.ts";
import { names } from "./rules/names.ts";
import { noConsole } from "./rules/no-console.ts";
import { parseable } from "./rules/parseable.ts";
import { rooms } from "./rules/rooms.ts";
import { testHygiene } from "./rules/test-hygiene.ts";
import { trailingWhitespace } from "./rules/trailing-whitespace.ts";
import { typedErrors } from "./rules/typed-errors.ts";

/** Every rule under the name of its file in rules/. */
export const rules = {
  "adr-names": adrNames,
  "allow-list-form": allowListForm,
  "banned-syntax": bannedSyntax,
  "declared-imports": declaredImports,
  "documented-exports": documentedExports,
  "domain-purity": domainPurity,
  environment,
  "escape-hatches": escapeHatches,
  "file-length": fileLength,
  "front-doors": frontDoors,
  "function-length": functionLength,
  "import-cycles": importCycles,
  "index-files": indexFiles,
  "layer-packages": layerPackages,
  layers,
  lockfile,
  "markdown-links": markdownLinks,
  names,
  "no-console": noConsole,
  parseable,
  rooms,
  "test-hygiene": testHygiene,
  "trailing-whitespace": trailingWhitespace,
  "typed-errors": typedErrors,
} as const;
