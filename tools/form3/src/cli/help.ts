import { attributeHelp } from "./attribute-options.ts";
import type { Topic } from "./command.ts";

const COMMON = `
  --json             JSON for programs: one object per line
  --base-url URL     instead of FORM3_BASE_URL
  --config FILE      instead of FORM3_CONFIG or ~/.config/form3/config.json
  --timeout SECONDS  limit of one attempt (10)
  --retries N        attempts after the first one (4)
  --help             this text
`;

const WRITE = `
  --idempotency-key KEY  this command may have been given before: find out instead of failing`;

const OVERVIEW = `form3 accounts COMMAND: the bank accounts of an organisation at Form3

  list      accounts, in the order of their creation
  get       one account
  create    a new account
  update    new values for attributes of an account
  delete    delete an account

form3 accounts COMMAND --help tells the options of a command.

Who asks, from the environment or a configuration file that only you can read:
  FORM3_BASE_URL         the API, such as https://api.form3.tech
  FORM3_ORGANISATION_ID  the organisation new accounts belong to
  FORM3_CLIENT_ID, FORM3_CLIENT_SECRET      OAuth 2 client credentials
  FORM3_KEY_ID, FORM3_PRIVATE_KEY_FILE      HTTP signatures (PEM file)
  FORM3_TLS_CERT_FILE, FORM3_TLS_KEY_FILE, FORM3_TLS_CA_FILE      mutual TLS (PEM files)
  FORM3_CONFIG           the file: {"baseUrl": "..", "organisationId": "..", "clientId": "..",
                         "clientSecret": "..", "keyId": "..", "privateKeyFile": ".."} and so on

Exit codes:
  0 done · 1 an error of this program · 2 wrong command line or configuration · 3 not found
  4 the bank refuses (wrong data, duplicate, other version) · 5 credentials refused
  6 the bank cannot be reached, is busy or has failed · 130 interrupted
`;

const HELP: Readonly<Record<Topic, string>> = {
  list: `form3 accounts list: accounts, in the order of their creation

  --filter NAME=VALUE  only those, such as country=GB or country=GB,FR; may be given several times
  --page-size N        accounts asked for at once
  --limit N            no more than that many${COMMON}`,
  get: `form3 accounts get ID: one account
${COMMON}`,
  create: `form3 accounts create --country GB --name "Samantha Holder": a new account

  --id UUID            its id; given again, the command creates no second account
  --organisation UUID  instead of FORM3_ORGANISATION_ID${WRITE}
  ${wrapped(attributeHelp)}
  (--name and --alternative-names may be given several times)${COMMON}`,
  update: `form3 accounts update ID --version N --status confirmed: new values for attributes

  --version N          the version you have seen; another one is refused${WRITE}
  ${wrapped(attributeHelp)}${COMMON}`,
  delete: `form3 accounts delete ID --version N: delete an account

  --version N          the version you have seen; another one is refused${WRITE}${COMMON}`,
};

/** What `--help` prints. */
export function helpText(topic: Topic | undefined): string {
  return topic === undefined ? OVERVIEW : HELP[topic];
}

/** Breaks a list of words at 90 characters. */
function wrapped(text: string): string {
  return text.replaceAll(/(?<line>.{60,88}?,) /gu, "$<line>\n  ");
}
