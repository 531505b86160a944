/** What a run pins of the mappings it uses: their texts and tables, by content hash. */
import type { MappingPin } from '../ledger/runs/rows.ts';
import type { MappingFile } from '../project/mapping-file.ts';

/** One pin a mapping, in order. Pure. */
export function pinsOf(mappings: Iterable<Pick<MappingFile, 'mapping' | 'file' | 'text' | 'tables'>>): MappingPin[] {
  return [...mappings].map(({ mapping, file, text, tables }) => ({ hash: mapping.hash, file, text, tables }));
}
