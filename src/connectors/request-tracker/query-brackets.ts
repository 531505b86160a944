/** Whether a query stays within brackets put around it: RT's parser of AssetSQL accepts `id = 1) OR (id > 0`. */

const QUOTED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs;

/** False when a bracket closes before it was opened or is never closed, or a quote never ends. Brackets within quotes are text. */
export function staysWithin(query: string): boolean {
  const bare = query.replace(QUOTED, '');
  if (/['"]/.test(bare)) return false;
  let depth = 0;
  for (const sign of bare) {
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
