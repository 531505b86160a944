/** The inventory of a lane: what its source has, counted over every record, whatever the mapping makes of it. */
import type { Inventory } from '../../model/plan-facts/inventory.ts';
import { countActive } from './active-values.ts';
import { countAttachments } from './attachments.ts';
import { namedParts } from './bounded-names.ts';
import type { LaneSubject } from './lane-subject.ts';
import { isFilled, type ProfiledRecord } from './profiled-record.ts';
import { countTimes } from './source-times.ts';

/** Fields named that hold lists of objects. */
const MOST_CHILDREN = 20;

/** Is given each record of a lane once, whatever its outcome; only files of loaded records count. */
export interface InventoryCounter {
  add(one: ProfiledRecord): void;
  facts(): Inventory;
}

/** Starts at zero. */
export function countInventory({ lane, entity, mapping }: LaneSubject): InventoryCounter {
  const active = countActive(mapping);
  const times = countTimes(mapping);
  const attachments = countAttachments();
  const children = countChildren();
  const size: Size = { records: 0, bytes: 0, longest: null };
  return {
    add: (one) => {
      countSize(one, size);
      times.add(one);
      active.add(one);
      attachments.add(one);
      children.add(one);
    },
    facts: () => ({
      ...{ lane, entity, ...size, ...times.facts() },
      attachments: attachments.facts(),
      active: active.facts(),
      children: children.facts(),
    }),
  };
}

type Size = { records: number; bytes: number; longest: Inventory['longest'] };

/** Of records equally long the first by key. */
function countSize({ bytes, record: { key } }: ProfiledRecord, size: Size): void {
  size.records += 1;
  size.bytes += bytes;
  const { longest } = size;
  if (longest === null || bytes > longest.bytes || (bytes === longest.bytes && key < longest.key))
    size.longest = { key, bytes };
}

/** Objects in lists, by the source's top-level field. */
function countChildren() {
  const children = namedParts<{ count: number }>(MOST_CHILDREN);
  return {
    add: ({ record: { data } }: ProfiledRecord) => {
      for (const [name, value] of Object.entries(data)) {
        if (!Array.isArray(value)) continue;
        const objects = value.filter((item) => typeof item === 'object' && isFilled(item)).length;
        if (objects === 0) continue;
        const known = children.of(name, () => ({ count: 0 }));
        if (known !== undefined) known.count += objects;
      }
    },
    facts: () => children.all().map(([name, { count }]) => ({ name, count })),
  };
}
