import { answerParent } from "../answer-parent.ts";
import { LiveChain } from "./live-chain.ts";
import type { LiveTzktQuestions } from "./live-tzkt-questions.ts";

/** The stand-in in a process of its own, so that its work is nobody else's. */
function liveTzktAnswers(): LiveTzktQuestions {
  const started = Promise.withResolvers<LiveChain>();
  return {
    async start({ rows }) {
      const chain = await LiveChain.start(rows);
      started.resolve(chain);
      return { url: chain.url };
    },
    advance: async () => (await started.promise).advance(),
    truth: async () => (await started.promise).truth(),
  };
}

answerParent(liveTzktAnswers());
