/** What articles can hold: the same names in all of them, and in `front` what their front matters hold now. */
import { type FieldPath, gatherFields, type SourceFields } from '../../model/source-fields.ts';
import type { Page } from '../port.ts';

const ALWAYS: readonly FieldPath[] = [['path'], ['category'], ['title'], ['body'], ['front']];

/** Reads every article. A front matter that can't be read adds nothing. */
export async function fieldsOf(pages: AsyncIterable<Page>): Promise<SourceFields> {
  const found = gatherFields();
  for await (const { records } of pages) {
    for (const { data } of records) found.add(data.front, ['front']);
  }
  return { paths: [...ALWAYS, ...found.paths()], open: [['front']] };
}
