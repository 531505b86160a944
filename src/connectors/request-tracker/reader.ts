/** What each entity of Request Tracker has behind the source's methods. */
import type { SourceCount, Watermark } from '../../model/run.ts';
import type { CountScope, Page, Where } from '../port.ts';

/** The methods of `Source`, for one entity. */
export interface Reader {
  read(since: Watermark, where: Where): AsyncIterable<Page>;
  count(of: CountScope): Promise<SourceCount>;
  keys(where: Where): AsyncIterable<readonly string[]>;
  /** Present where reading can be narrowed. Throws UsageError `where-invalid`, in RT's words. */
  checkWhere?(where: string): Promise<void>;
  /** Whether its last continuation can be read on from later. */
  readonly follows?: boolean;
}
