const FIELDS_SHOWN_APART: ReadonlySet<string> = new Set(["time", "level", "service", "msg", "err"]);

/** Width of the longest level name. */
const LEVEL_WIDTH = 5;

/** Renders one JSON log record as one line for a terminal: time, level, service, message, other fields. */
export function humanLine(json: string): string {
  const record: unknown = JSON.parse(json);
  if (typeof record !== "object" || record === null) return json;
  const fields = new Map<string, unknown>(Object.entries(record));
  const parts = [
    timeOfDay(fields.get("time")),
    shown(fields.get("level")).toUpperCase().padEnd(LEVEL_WIDTH),
    shown(fields.get("service")),
    shown(fields.get("msg")),
  ];
  for (const [key, value] of fields) {
    if (!FIELDS_SHOWN_APART.has(key)) parts.push(`${key}=${shown(value)}`);
  }
  if (fields.has("err")) parts.push(errorText(fields.get("err")));
  return `${parts.filter((part) => part !== "").join(" ")}\n`;
}

function timeOfDay(time: unknown): string {
  return typeof time === "number" ? new Date(time).toISOString().slice(11, 23) : "";
}

/** The text itself where it stays on the line, else JSON, which has no line breaks. */
function shown(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" && !/[\n\r\t]/.test(value) ? value : JSON.stringify(value);
}

function errorText(error: unknown): string {
  if (typeof error !== "object" || error === null) return `err=${shown(error)}`;
  const { type, message, stack } = { type: "Error", message: "", stack: "", ...error };
  const place = /\n\s+at (.+)/.exec(stack)?.[1];
  const text = `err=${type}: ${shown(message)}`;
  return place === undefined ? text : `${text} at ${place}`;
}
