/** What changed in meaning between two mapping files, as commands ask it. */
import { UsageError } from '../errors.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import type { Change, MappingText } from '../mapping/versions/change.ts';
import { diffMappings } from '../mapping/versions/diff.ts';

/** The changes between two texts. Throws UsageError `mapping-invalid` for what is no mapping. */
export function changesBetween(before: MappingText, after: MappingText): readonly Change[] {
  try {
    return diffMappings(before, after);
  } catch (error) {
    if (error instanceof MappingError) throw new UsageError(error.message, { code: 'mapping-invalid', cause: error });
    throw error;
  }
}
