/** The payments service would not have what the demo begins with. */
export class SeedRefused extends Error {
  override readonly name = "SeedRefused";
  readonly code = "seed_refused";

  constructor(path: string, status: number, answer: string) {
    super(`${path} answered ${status} to the first data of the demo: ${answer.slice(0, 500)}`);
  }
}
