/** Section 2 of the report: what the source has. */
import type { Entity } from '../entity.ts';
import type { NamedCount, Some } from './bounded-list.ts';

/** What the source has, lane by lane: the evaluation of the existing system. */
export interface Inventory {
  readonly lane: string;
  readonly entity: Entity;
  readonly records: number;
  readonly bytes: number;
  /** Earliest and latest creation and change, as far as they can be read; null where no record has such a time. */
  readonly createdFrom: string | null;
  readonly createdTo: string | null;
  readonly updatedTo: string | null;
  /** Records without such a time, and with one that the mapping can't read; null: the mapping reads no such time. */
  readonly undated: { readonly created: Undated | null; readonly updated: Undated | null };
  readonly growth: readonly PeriodCount[];
  /**
   * Who and what is active: by source field the most frequent values as the source holds them, each counted once a record,
   * and the target fields (`assignee`, `group`, `status`, …) that are made of it.
   */
  readonly active: readonly {
    readonly field: string;
    readonly targets: readonly string[];
    readonly values: Some<NamedCount>;
  }[];
  /** Objects in lists, by source field. */
  readonly children: readonly NamedCount[];
  readonly longest: { readonly key: string; readonly bytes: number } | null;
  /** Files of loaded records, attached or shown in texts, each once per record; one that couldn't be fetched is a loss. */
  readonly attachments: {
    readonly count: number;
    readonly bytes: number;
    readonly largest: { readonly key: string; readonly name: string; readonly bytes: number } | null;
    readonly types: Some<{ readonly mediaType: string; readonly count: number; readonly bytes: number }>;
    /** By size: `< 100 kB`, `< 1 MB`, … */
    readonly sizes: readonly NamedCount[];
  };
}

/** Records that can't be placed in time. */
export interface Undated {
  readonly none: number;
  readonly unread: number;
}

/** How many records were created in a month or a year, in UTC. */
export interface PeriodCount {
  /** `2024-03`; `2024` when there are many years. */
  readonly period: string;
  readonly count: number;
}
