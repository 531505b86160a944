/** "Did you mean": the known word that is nearest to what was written. */
import { distance } from 'fastest-levenshtein';

/** The nearest of `known` whatever its case, the first of equally near ones; null when none is near enough to be meant. */
export function nearest(written: string, known: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  let best: string | null = null;
  let tooFar = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const word of known) {
    const edits = distance(wanted, word.toLowerCase());
    if (edits >= tooFar) continue;
    best = word;
    tooFar = edits;
  }
  return best;
}

/** A hint for an unknown word: the nearest known one, or the known ones when they are few. */
export function didYouMean(written: string, known: readonly string[]): string | undefined {
  const word = nearest(written, known);
  if (word !== null) return `did you mean ${word}?`;
  return known.length > 0 && known.length <= 24 ? `known are ${known.join(', ')}` : undefined;
}
