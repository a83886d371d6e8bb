import { answerParent } from "../answer-parent.ts";
import type { RepeatsQuestions } from "./repeats-questions.ts";
import { sendAnew } from "./repeats.ts";

const talk: RepeatsQuestions = { send: ({ url, sent }) => sendAnew(url, sent) };

answerParent(talk);
