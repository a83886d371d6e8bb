/** The service's schema in the one database of the house; its roles carry the same name. */
export const SCHEMA = "payments";

/** The schema of the keys that names are sealed by; backed up by itself, and for days only. */
export const KEYS_SCHEMA = "payments_keys";
