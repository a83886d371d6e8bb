import type { Soak } from "../contract.ts";
import { LendingPool } from "../lending-pool.ts";
import { fuzzSeed } from "../payments-fuzz/fuzz-seed.ts";
import { fuzzService } from "../payments-fuzz/fuzz-service.ts";
import { SoakFailure } from "../soak-failure.ts";

const COUNT = 1_000;
const TOLD_MAX = 10;
/** Statuses that come often enough, or else little of what is sent gets to where it could do damage. */
const EXPECTED = [200, 201, 400, 404, 409, 422];
const LEAST = COUNT / 200;

const services = new LendingPool({
  start: fuzzService,
  end: (service) => service[Symbol.asyncDispose](),
});

/** Bad input is the client's mistake, and told as such; it changes nothing. */
export const soak: Soak = {
  title: `payments-fuzz: ${COUNT} requests a seed, nearly right and not at all: none fails for our fault, all books balance`,
  parallel: 1,
  async run(seed, report) {
    const { found, statuses } = await services.with((service) =>
      fuzzSeed(service, { seed, count: COUNT }),
    );
    const counts = [...statuses].toSorted(([one], [other]) => one - other);
    report.note(counts.map(([status, count]) => `${count} × ${status}`).join(", "));
    if (found.length > 0) {
      const told = found.slice(0, TOLD_MAX).join("\n  ");
      throw new SoakFailure(`${found.length} wrong:\n  ${told}`);
    }
    const rare = EXPECTED.filter((status) => (statuses.get(status) ?? 0) < LEAST);
    if (rare.length > 0) throw new SoakFailure(`hardly any answer was ${rare.join(" or ")}`);
  },
};
