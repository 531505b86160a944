/** Which fields of a record a mapping says nothing about. */
import type { SourceRecord } from '../model/record.ts';
import type { CompiledMapping } from './compile.ts';

const known = new WeakMap<CompiledMapping, ReadonlySet<string>>();

/** Top-level fields that are neither used nor ignored. Cheap: one look per field. */
export function unmappedFields(mapping: CompiledMapping, record: SourceRecord): readonly string[] {
  let uses = known.get(mapping);
  if (uses === undefined) {
    uses = new Set(mapping.uses);
    known.set(mapping, uses);
  }
  const mapped = uses;
  return Object.keys(record.data).filter((field) => !mapped.has(field));
}
