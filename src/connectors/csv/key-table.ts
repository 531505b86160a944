/** A compact set of keys for files of millions of rows: 20 bytes a slot, by the first 128 bits of each key's sha256. */
import { hash } from 'node:crypto';

const WORDS = 5;
const FILL = 0.6;

/** In memory, and only grows; holds hashes, no keys. A key belongs to its first claim, however often it is claimed. */
export interface KeyTable {
  /** The ordinal under which the key was claimed first: the one given, if it is new. */
  claim(key: string, ordinal: number): number;
  has(key: string): boolean;
}

/** Two keys count as one only when 128 bits of their hashes agree. Ordinals must fit in 32 bits. */
export function keyTable(): KeyTable {
  let slots = new Uint32Array((1 << 12) * WORDS);
  let used = 0;

  const grow = () => {
    const old = slots;
    slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 4] !== 0) slots.set(old.subarray(at, at + WORDS), find(slots, old.subarray(at, at + 4)));
    }
  };

  return {
    claim: (key, ordinal) => {
      const digest = digestOf(key);
      const at = find(slots, digest);
      const held = slots[at + 4] ?? 0;
      if (held !== 0) return held - 1;
      slots.set(digest, at);
      slots[at + 4] = ordinal + 1;
      used += 1;
      if (used * WORDS > slots.length * FILL) grow();
      return ordinal;
    },
    has: (key) => slots[find(slots, digestOf(key)) + 4] !== 0,
  };
}

function digestOf(key: string): Uint32Array {
  const bytes = hash('sha256', key, 'buffer');
  return Uint32Array.of(bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8), bytes.readUInt32LE(12));
}

/** Index of the digest's slot, or of the free one where it belongs. */
function find(slots: Uint32Array, digest: Uint32Array): number {
  const count = slots.length / WORDS;
  let slot = (digest[0] ?? 0) % count;
  while (!fits(slots, slot * WORDS, digest)) slot = (slot + 1) % count;
  return slot * WORDS;
}

function fits(slots: Uint32Array, at: number, digest: Uint32Array): boolean {
  if (slots[at + 4] === 0) return true;
  return [0, 1, 2, 3].every((word) => slots[at + word] === digest[word]);
}
