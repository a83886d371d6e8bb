/**
 * Answers that are worth keeping, by a key that names question and state: the same question asked at the same time is
 * worked on once, and the least recently asked one is forgotten first.
 */
export class SharedAnswers<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(key: string, work: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#answers.get(key) ?? work();
    // Set again, so that the order of the keys is the order in which they were asked for last.
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    answer.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > this.#max && oldest !== undefined) this.#answers.delete(oldest);
    return answer;
  }
}
