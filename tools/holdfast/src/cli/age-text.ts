const UNITS = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
] as const;

/** A length of time in its largest unit: `1.5 s`, `3 min`, `2 d`. */
export function ageText(ms: number): string {
  const unit = UNITS.find((each) => ms >= each.ms);
  if (unit !== undefined) return `${Math.floor(ms / unit.ms)} ${unit.name}`;
  return `${(Math.max(ms, 0) / 1_000).toFixed(1)} s`;
}
