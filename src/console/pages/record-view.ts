/** What a record's page is given, whatever its entity. */
import type { Entity } from '../../model/entity.ts';
import type { HeldRecord, VersionKept } from '../records.ts';
import type { Content } from './html.ts';
import type { Reader } from './names.ts';
import type { ShownBody } from './rendering.ts';

/** All that a record's page shows, read beforehand. */
export interface RecordView {
  readonly entity: Entity;
  readonly record: HeldRecord;
  readonly versions: readonly VersionKept[];
  readonly reader: Reader;
  /** Tables of records that point here. */
  readonly relatives: Content;
  readonly showBody: ShownBody;
  readonly mayEdit: boolean;
  readonly formToken: string;
}
