import { changeVisibility } from "../change-visibility.ts";

/** `favkit show` */
export const run = changeVisibility("show");
