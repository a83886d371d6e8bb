/** A stretch of the chain under one set of rules. */
export type Protocol = {
  /** 1 for the first of mainnet. */
  readonly code: number;
  readonly hash: string;
  readonly firstLevel: number;
  readonly blocksPerCycle: number;
  /** The rule's minimum; real blocks come one to five per cent slower. */
  readonly blockSeconds: number;
};

/** The level of Babylon: before it only contracts could delegate to somebody else. */
export const BABYLON_LEVEL = 655_361;

/**
 * First level, hash, blocks per cycle, seconds per block, in the order of mainnet.
 * Levels: trilitech/tzgo, tezos/protocols.go. The checksum of every hash was verified.
 */
const TABLE = [
  [1, "PtCJ7pwoxe8JasnHY8YonnLYjcVHmhiARPJvqcC6VfHT5s8k8sY", 4_096, 60],
  [28_083, "PsYLVpVvgbLhAhoqAkMFUo6gudkJ9weNXhUYCiLDzcUpFpkk8Wt", 4_096, 60],
  [204_762, "PsddFKi32cMJ2qPjf43Qv5GDWLDPZb3T3bF6fLKiF5HtvHNU7aP", 4_096, 60],
  [458_753, "Pt24m4xiPbLDhVgVfABUjirbmda3yohdN82Sp9FeuAXJ4eV9otd", 4_096, 60],
  [BABYLON_LEVEL, "PsBabyM1eUXZseaJdmXFApDSBqj8YBfwELoxZHHW77EMcAbbwAS", 4_096, 60],
  [851_969, "PsCARTHAGazKbHtnKfLzQg3kms52kSRpgnDY982a9oYsSXRLQEb", 4_096, 60],
  [1_212_417, "PsDELPH1Kxsxt8f9eWbxQeRxkjfbxoqM52jvs5Y5fBxWWh4ifpo", 4_096, 60],
  [1_343_489, "PtEdo2ZkT9oKpimTah6x2embF25oss54njMuPzkJTEi5RqfdZFA", 4_096, 60],
  [1_466_368, "PsFLorenaUUuikDWvMDr6fGBRG8kt3e3D3fHoXK1j1BFRxeSH4i", 4_096, 60],
  [1_589_248, "PtGRANADsDU8R9daYKAgWnQYAJ64omN1o3KMGVCykShA97vQbvV", 8_192, 30],
  [1_916_929, "PtHangz2aRngywmSRGGvrcTyMbbdpWdpFKuS4uMWxg2RaH9i1qx", 8_192, 30],
  [2_244_609, "Psithaca2MLRFYargivpo7YvUr7wUDqyxrdhC5CQq78mRvimz6A", 8_192, 30],
  [2_490_369, "PtJakart2xVj7pYXJBXrqHgd82rdkLey5ZeeGwDgPp9rhQUbSqY", 8_192, 30],
  [2_736_129, "PtKathmankSpLLDALzWw7CGD2j2MtyveTwboEYokqUCP4a1LxMg", 8_192, 30],
  [2_981_889, "PtLimaPtLMwfNinJi9rCfDPWea8dFgTZ1MeJ9f1m2SRic6ayiwW", 8_192, 30],
  [3_268_609, "PtMumbai2TmsJHNGRkD8v8YDbtao7BLUC3wjASn1inAKLFCjaH1", 16_384, 15],
  [3_760_129, "PtNairobiyssHuh87hEhfVBGCVrK3WnS8Z2FT4ymB5tAa4r1nQf", 16_384, 15],
  [5_070_849, "ProxfordYmVfjWnRcgjWH36fW6PArwqykTFzotUxRs6gmTcZDuH", 16_384, 15],
  [5_726_209, "PtParisBxoLz5gzMmn3d9WBQNoPSZakgnkMC2VNuQ3KXfUtUQeZ", 24_576, 10],
  [5_898_241, "PsParisCZo7KAh1Z1smVd9ZMZ1HHn5gkzbM94V3PLCpknFWhUAi", 24_576, 10],
  [7_692_289, "PsQuebecnLByd3JwTiGadoG4nGWi3HYiLXUjkibeFV8dCFeVMUg", 30_720, 8],
  [8_767_489, "PsRiotumaAMotcRoDWW1bysEhQy2n1M5fy8JgRp8jjRfHGmfeA7", 10_800, 8],
] as const;

/** Every protocol the stand-in knows, oldest first; later ones (Seoul, Tallinn) are left out. */
export const PROTOCOLS: readonly Protocol[] = TABLE.map(
  ([firstLevel, hash, blocksPerCycle, blockSeconds], index) => ({
    code: index + 1,
    hash,
    firstLevel,
    blocksPerCycle,
    blockSeconds,
  }),
);

/** The protocol in force at `level`. */
export function protocolAt(level: number): Protocol {
  const protocol = PROTOCOLS.findLast(({ firstLevel }) => firstLevel <= level);
  if (protocol === undefined) throw new RangeError(`no protocol before level 1: ${level}`);
  return protocol;
}

/** The protocol after that one, where it is known. */
export function protocolAfter(protocol: Protocol): Protocol | undefined {
  return PROTOCOLS[protocol.code];
}

/** The cycle `level` lies in: each protocol goes on counting, with its own length of a cycle. */
export function cycleAt(level: number): number {
  const current = protocolAt(level);
  let cycle = Math.floor((level - current.firstLevel) / current.blocksPerCycle);
  for (const protocol of PROTOCOLS.slice(0, current.code - 1)) {
    const end = protocolAfter(protocol)?.firstLevel ?? level;
    cycle += Math.round((end - protocol.firstLevel) / protocol.blocksPerCycle);
  }
  return cycle;
}
