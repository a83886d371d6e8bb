/** The service's schema in the one database of the house; its roles carry the same name. */
export const SCHEMA = "payments";
