import { Type } from "typebox";

/** Where the database of a service is. */
export const DATABASE_VARIABLES = {
  DATABASE_URL: Type.Optional(
    Type.String({
      format: "uri",
      secret: true,
      description: "PostgreSQL to run with; without it an embedded server is started",
    }),
  ),
  DATABASE_ADMIN_URL: Type.Optional(
    Type.String({
      format: "uri",
      secret: true,
      description: "PostgreSQL for migrations; default: DATABASE_URL",
    }),
  ),
  DATABASE_SYSTEM_URL: Type.Optional(
    Type.String({
      format: "uri",
      secret: true,
      description:
        "PostgreSQL as the role that may forget old commands of the log; default: DATABASE_URL",
    }),
  ),
  HOLDFAST_DATA_DIR: Type.Optional(
    Type.String({
      description: "Folder of the embedded server; default: .holdfast in the repository",
    }),
  ),
};

/** Where a service listens, and how much of one client it takes. */
export function httpVariables(port: number) {
  return {
    HTTP_HOST: Type.String({ default: "localhost", description: "Address to listen on" }),
    HTTP_PORT: Type.Integer({
      default: port,
      minimum: 0,
      maximum: 65_535,
      description: "Port to listen on; 0 takes a free one",
    }),
    HTTP_RPS_PER_IP: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 1_000_000,
      description: "Requests a second a client address may send, as many at once; 0 means no limit",
    }),
    HTTP_TRUST_PROXY: Type.Optional(
      Type.String({
        description: "Proxies whose X-Forwarded-For is believed: addresses or ranges with commas",
      }),
    ),
  };
}

/** What a service logs, and for whom. */
export const LOG_VARIABLES = {
  LOG_LEVEL: Type.Enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
    default: "info",
    description: "Least important level to log",
  }),
  LOG_FORMAT: Type.Optional(
    Type.Enum(["json", "human"], {
      description: "One JSON object a line (default), or text for people",
    }),
  ),
};
