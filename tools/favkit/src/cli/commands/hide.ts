import { changeVisibility } from "../change-visibility.ts";

/** `favkit hide` */
export const run = changeVisibility("hide");
