/** Chooses among equals as if by chance, and always the same. */

/** A hash (FNV-1a): independent of the order of texts, the same on every machine. */
export function hashOf(text: string): number {
  let mixed = 2_166_136_261;
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), 16_777_619);
  return mixed >>> 0;
}
