import { parseArgs } from "node:util";

import type { Grant } from "@holdfast/http/development-issuer";

const SUBJECT = "developer";
const EXPIRES = "1h";

export const TOKEN_HELP = `npm run --silent token -- --tenant UUID --permissions "write:transfer read:account" [options]

Prints an access token for development, signed with a key that is made at the first start.

  --tenant UUID       whose data may be seen and changed
  --permissions LIST  what may be done, with spaces or commas
  --subject NAME      who does it (${SUBJECT})
  --expires T         how long it holds, such as 90s, 15m, 1h or 30d (${EXPIRES})
  --audience NAME     which service it is for (AUTH_AUDIENCE, or holdfast)
  --help              this text

A service without AUTH_ variables believes such a token, but never with NODE_ENV=production.
`;

export type ReadTokenOptions =
  | { readonly kind: "sign"; readonly grant: Grant }
  | { readonly kind: "help" }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PERMISSION = /^(?:read|write|admin|force):[a-z][a-z0-9_]*$/;
const TIME = /^([1-9]\d{0,5})([smhd])$/;
const MS_PER_UNIT: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads what follows `npm run token --`; every mistake is listed. */
export function readTokenOptions(args: readonly string[]): ReadTokenOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        tenant: { type: "string", default: "" },
        permissions: { type: "string", default: "" },
        subject: { type: "string", default: SUBJECT },
        expires: { type: "string", default: EXPIRES },
        audience: { type: "string", default: "" },
        help: { type: "boolean", default: false },
      },
    });
    return values.help ? { kind: "help" } : readGrant(values);
  } catch (error) {
    return { kind: "mistakes", mistakes: [error instanceof Error ? error.message : String(error)] };
  }
}

type Values = Readonly<
  Record<"tenant" | "permissions" | "subject" | "expires" | "audience", string>
>;

function readGrant({ tenant, subject, expires, audience, ...texts }: Values): ReadTokenOptions {
  const permissions = texts.permissions.split(/[\s,]+/).filter(Boolean);
  const wrong = permissions.filter((permission) => !PERMISSION.test(permission));
  const [, count, unit = ""] = TIME.exec(expires) ?? [];
  const mistakes = [
    ...(UUID.test(tenant) ? [] : [`--tenant takes a uuid, not "${tenant}"`]),
    ...(permissions.length > 0 ? [] : ["--permissions takes a list such as write:transfer"]),
    ...wrong.map(
      (permission) => `--permissions: "${permission}" is none; they are like read:account`,
    ),
    ...(subject === "" ? ["--subject takes a name"] : []),
    ...(count === undefined ? [`--expires takes a time such as 15m or 1h, not "${expires}"`] : []),
  ];
  if (mistakes.length > 0) return { kind: "mistakes", mistakes };
  const lifetimeMs = Number(count) * (MS_PER_UNIT[unit] ?? 0);
  const grant = { tenantId: tenant.toLowerCase(), permissions, subject, lifetimeMs };
  return { kind: "sign", grant: audience === "" ? grant : { ...grant, audience } };
}
