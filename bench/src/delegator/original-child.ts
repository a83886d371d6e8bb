import { answerParent } from "../answer-parent.ts";
import { runOriginalFlow } from "./original-flow.ts";
import type { OriginalQuestions } from "./original-questions.ts";

const answers: OriginalQuestions = { run: runOriginalFlow };

answerParent(answers);
