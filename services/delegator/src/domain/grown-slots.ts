/**
 * The slots of a table of twice the size. Open addressing, at most half full: a slot is two cells, which share a line of
 * the cache. The first says what is there, 0 for nothing; the second is the hash by which it is found, so that growing
 * and passing by others reads nothing else.
 */
export function grownSlots(former: Int32Array): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(former.length * 2);
  const mask = slots.length - 2;
  for (let from = 0; from < former.length; from += 2) {
    const entry = former[from] ?? 0;
    if (entry === 0) continue;
    const hash = former[from + 1] ?? 0;
    let slot = (hash << 1) & mask;
    while (slots[slot] !== 0) slot = (slot + 2) & mask;
    slots[slot] = entry;
    slots[slot + 1] = hash;
  }
  return slots;
}
