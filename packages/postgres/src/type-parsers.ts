import pg, { type CustomTypesConfig } from "pg";

/** Object ids of the types in pg_type.dat. */
const INT8 = 20;
const INT8_ARRAY = 1016;

/**
 * How results are parsed: as the driver does, except that `int8` and `int8[]` are bigints. A
 * statement with parsers of its own puts them over these: `new pg.TypeOverrides(typeParsers)`.
 */
export const typeParsers: CustomTypesConfig = overTheDriver();

function overTheDriver(): CustomTypesConfig {
  const parsers = new pg.TypeOverrides();
  parsers.setTypeParser(INT8, BigInt);
  parsers.setTypeParser(INT8_ARRAY, toBigints);
  return parsers;
}

/** An array of integers never quotes its elements; `[0:1]=` before it tells uncommon bounds. */
function toBigints(text: string): unknown {
  const json = text
    .replace(/^.*=/, "")
    .replaceAll("{", "[")
    .replaceAll("}", "]")
    .replaceAll("NULL", "null")
    .replaceAll(/-?\d+/g, '"$&"');
  return JSON.parse(json, (_key, value: unknown) =>
    typeof value === "string" ? BigInt(value) : value,
  );
}
