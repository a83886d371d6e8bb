import { openDatabase } from "@holdfast/postgres";

/** The version of a PostgreSQL server, as it says itself. */
export async function serverVersion(url: string): Promise<string> {
  await using database = openDatabase({ url, applicationName: "bench", max: 1 });
  const { rows } = await database.read<{ readonly server_version: string }>({
    text: "show server_version",
  });
  return rows[0]?.server_version ?? "unknown";
}
