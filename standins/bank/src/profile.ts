/** Which image of the fake API the bank follows: `2020` is v1.0.0-4, `2023` is v1.0.0-46. */
export type Profile = (typeof PROFILES)[number];

/** The profiles there are. */
export const PROFILES = ["2020", "2023"] as const;

/** In what the images differ. */
export type ProfileRules = {
  readonly isNameRequired: boolean;
  /** Accepted and then forgotten. */
  readonly forgotten: ReadonlySet<string>;
};

/** The rules of a profile. */
export function rulesOf(profile: Profile): ProfileRules {
  return profile === "2020"
    ? { isNameRequired: false, forgotten: new Set() }
    : { isNameRequired: true, forgotten: new Set(["customer_id"]) };
}
