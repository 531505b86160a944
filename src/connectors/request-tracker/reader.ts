/** The reader of one entity of Request Tracker; the source has one for each. */
import type { Watermark } from '../../model/run.ts';
import type { SourceCount } from '../../model/settlement.ts';
import type { CountScope, Page, Where } from '../port.ts';

/** The methods of `Source`, for one entity. */
export interface Reader {
  read(since: Watermark, where: Where): AsyncIterable<Page>;
  count(of: CountScope): Promise<SourceCount>;
  keys(where: Where): AsyncIterable<readonly string[]>;
  /** Present where the entity takes a scope. Throws UsageError `where-invalid` with RT's message. */
  checkWhere?(where: string): Promise<void>;
  /** Whether it has deltas: reading from its last continuation later gives what changed since. */
  readonly follows?: boolean;
}
