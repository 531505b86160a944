/**
 * Everything a dry run found out, as `plan.json` holds it and the report shows it. Bounded: lists say how many there are in
 * all and hold the first few; every single record is in the CSV files beside it. It holds record contents (samples).
 */
import type { Entity } from './entity.ts';
import type { PlanFinding } from './finding.ts';
import type { JsonObject } from './json.ts';
import type { Message, StoredMessage } from './message.ts';
import type { OutcomeCounts, OutcomeKind } from './outcome.ts';
import type { Settled, SourceCount } from './run.ts';

export type { PlanFinding, Weight } from './finding.ts';

/** The first few of many. */
export interface Some<T> {
  readonly total: number;
  readonly shown: readonly T[];
}

/** One lane: what there was to read, what would become of it, and how long a run would take. */
export interface PlanLane {
  readonly lane: string;
  readonly entity: Entity;
  readonly source: string;
  readonly sourceEntity: string;
  readonly mapping: { readonly name: string; readonly version: string; readonly hash: string; readonly file: string };
  /** Whether the version is locked, and as it is here. */
  readonly lock: 'locked' | 'unlocked' | 'drifted';
  readonly where: string | null;
  /** Null: everything. A sample's size, when only one was carried. */
  readonly sample: number | null;
  readonly sourceCount: SourceCount;
  readonly enumerated: number;
  readonly distinct: number;
  readonly outcomes: OutcomeCounts;
  readonly settled: Settled;
  readonly differences: readonly string[];
  readonly forecast: Forecast;
}

/** Seconds that a run would take, and how that is known. */
export interface Forecast {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
  /** Where the figures come from, in words. */
  readonly basis: string;
}

/** How many records were created in a month or a year, in UTC. */
export interface PeriodCount {
  /** `2024-03`; `2024` when there are many years. */
  readonly period: string;
  readonly count: number;
}

/** How often something is there: records, unless the list counts items or files. Names may be contents of records. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** What the source has, lane by lane: the evaluation of the existing system. */
export interface Inventory {
  readonly lane: string;
  readonly entity: Entity;
  readonly records: number;
  readonly bytes: number;
  /** Earliest and latest creation and change; null where records have no such time. */
  readonly createdFrom: string | null;
  readonly createdTo: string | null;
  readonly updatedTo: string | null;
  readonly growth: readonly PeriodCount[];
  /** Who and what is active: by target field (`assignee`, `group`, `status`, …) the most frequent values. */
  readonly active: readonly { readonly field: string; readonly values: Some<NamedCount> }[];
  readonly children: readonly NamedCount[];
  readonly longest: { readonly key: string; readonly bytes: number } | null;
  /** Files of records that cross, attached or shown in texts, each once a record; one that couldn't be fetched is a loss. */
  readonly attachments: {
    readonly count: number;
    readonly bytes: number;
    readonly largest: { readonly key: string; readonly name: string; readonly bytes: number } | null;
    readonly types: Some<{ readonly mediaType: string; readonly count: number; readonly bytes: number }>;
    /** By size: `< 100 kB`, `< 1 MB`, … */
    readonly sizes: readonly NamedCount[];
  };
}

/** What becomes of one source field. */
export interface FieldCoverage {
  readonly lane: string;
  readonly field: string;
  /** Records that hold anything in it. */
  readonly filled: number;
  readonly types: readonly NamedCount[];
  readonly fate: 'mapped' | 'ignored' | 'unmapped';
  /** Target fields it goes into. */
  readonly targets: readonly {
    readonly field: string;
    readonly operations: readonly string[];
    readonly line: number;
  }[];
  /** Why it is ignored. */
  readonly because: string | null;
  /** Records that cross of which the mapping carries only a part of it. */
  readonly lossy: number;
  /** Records that cross with a default in its place, also where it held nothing. */
  readonly defaulted: number;
  /** A few values of fields that nobody maps, for people to judge by. */
  readonly examples: readonly string[];
}

/**
 * Of the records of a lane that cross: of all source fields that are filled or have a default in their place, weighted by
 * records, how much crosses. Shares sum to 1; of a lane in which nothing crosses all are 0. What is set aside or left behind
 * is in the outcomes.
 */
export interface LaneCoverage {
  readonly lane: string;
  readonly mapped: number;
  readonly lossy: number;
  readonly defaulted: number;
  readonly ignored: number;
  readonly unmapped: number;
}

/** What a table of the mapping was asked. */
export interface ObservedTable {
  readonly lane: string;
  readonly target: string;
  readonly from: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly otherwise: string;
  /**
   * Unknown ones first. Those beyond the first two thousand count together as `(others)`, so that counts add up; of more than
   * 20,000 distinct ones the total says only that many.
   */
  readonly values: Some<{ readonly value: string; readonly count: number; readonly known: boolean }>;
  readonly unknown: number;
  /** YAML to paste into the mapping; null when every value is known. */
  readonly suggestion: string | null;
}

/** The people, customers or other masters of one entity, over all the plan's sources, after the run. */
export interface MasterFacts {
  readonly entity: Entity;
  /** Records of the target after the run. */
  readonly records: number;
  /** Records that several sources describe, with how many sources. */
  readonly matched: Some<{ readonly key: string; readonly name: string; readonly sources: readonly string[] }>;
  readonly placeholders: Some<{ readonly key: string; readonly name: string }>;
  readonly ambiguous: Some<{ readonly key: string; readonly name: string; readonly candidates: readonly string[] }>;
  readonly deactivated: number;
  readonly duplicates: Some<{ readonly key: string; readonly name: string; readonly lane: string }>;
  /** By field, which source's word counts, in how many records. */
  readonly owners: readonly { readonly field: string; readonly sources: readonly NamedCount[] }[];
}

/** What points to nothing, to itself in a circle, or stands twice. */
export interface ReferenceFacts {
  readonly dangling: Some<{
    readonly lane: string;
    readonly field: string;
    readonly entity: Entity | null;
    readonly count: number;
    readonly exampleKey: string;
  }>;
  /** External keys that lead back to themselves, among records that would be written; over all lanes. */
  readonly cycles: Some<{ readonly field: string; readonly keys: readonly string[] }>;
  /** Records that differ in nothing but their keys. */
  readonly duplicates: Some<{ readonly entity: Entity; readonly keys: readonly string[] }>;
}

/** One kind of loss in one field, and the owner's word on it when the mapping has one. */
export interface PlanLoss extends Message {
  readonly lane: string;
  readonly field: string;
  readonly count: number;
  readonly exampleKey: string;
  /** Who accepted it, and why; null: nobody yet. */
  readonly accepted: { readonly by: string; readonly because: string } | null;
}

/** A reason to set records aside. A list's items count under one path (`comments[].body`). The sentence is that of the first. */
export interface QuarantineGroup extends Message {
  readonly lane: string;
  readonly path: string;
  readonly count: number;
  /** Up to three, raw and mapped side by side. */
  readonly examples: readonly {
    readonly key: string;
    readonly raw: JsonObject;
    readonly mapped: JsonObject;
    readonly params?: Message['params'];
    readonly message?: Message['message'];
  }[];
}

/** One field of a sample beside what it was made of. */
export interface SampleField {
  readonly target: string;
  /** The value as it would be written; texts cut at 500 characters. */
  readonly value: string;
  readonly from: readonly string[];
  /** What the source holds at those paths, cut alike. */
  readonly raw: readonly string[];
  readonly operations: readonly string[];
  readonly line: number | null;
}

/** One record of the plan, what it is made of and what it becomes: at most 80 fields, those of rules first. */
export interface Sample {
  readonly lane: string;
  readonly key: string;
  readonly externalKey: string | null;
  readonly outcome: OutcomeKind;
  /** Why this one: `longest`, `oldest`, `most-attachments`, `most-losses`, `ordinary`, `excluded`. */
  readonly why: string;
  readonly fields: readonly SampleField[];
}

/** Something new at the source, counted by records. `what` is the value or the type; empty for a new field. */
export interface DriftFact {
  readonly lane: string;
  readonly kind: 'field' | 'value' | 'type';
  readonly field: string;
  readonly what: string;
  readonly policy: string;
  readonly records: number;
}

/** What a change of mappings does to what is loaded. Only in plans over the landing (`mapping impact`). */
export interface ImpactFacts {
  readonly lane: string;
  readonly from: { readonly version: string; readonly hash: string } | null;
  readonly to: { readonly version: string; readonly hash: string };
  /** Records of the lane that have landed. */
  readonly records: number;
  /** Would be created or updated. */
  readonly changed: number;
  /** Cross, and the target holds them as they are, or newer. */
  readonly unchanged: number;
  /** Crossed or was left out before, would be set aside now. */
  readonly newlyQuarantined: Some<{ readonly key: string; readonly code: string; readonly path: string }>;
  /** Crossed or was set aside before, would be left out now. */
  readonly newlyExcluded: Some<{ readonly key: string; readonly rule: string }>;
  /** Didn't cross before, would now; counted as changed as well where it would be written. */
  readonly freed: Some<{ readonly key: string; readonly externalKey: string }>;
  /** Set aside or left out before and again, for another reason: neither new nor freed. */
  readonly otherReason: { readonly quarantined: number; readonly excluded: number };
  readonly fields: readonly { readonly field: string; readonly records: number }[];
  /**
   * Records people have edited in the console since, of which something would change: their fields stay theirs, the others
   * are written. `quarantined` of them have nothing else to write and are set aside as `target-changed`.
   */
  readonly edited: Some<{ readonly key: string; readonly fields: readonly string[] }> & {
    readonly quarantined: number;
  };
  readonly samples: readonly {
    readonly key: string;
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  }[];
}

/**
 * A finished plan, for report, JSON and comparison. Lists are bounded; samples and examples hold contents of records.
 */
export interface PlanFacts {
  /** Of this shape. */
  readonly format: 1;
  readonly run: string;
  readonly route: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly reads: 'source' | 'landing';
  readonly target: {
    readonly kind: string;
    readonly version: string | null;
    readonly instance: string;
    readonly production: boolean;
  };
  readonly settled: Settled;
  readonly seconds: number;
  readonly findings: readonly PlanFinding[];
  readonly lanes: readonly PlanLane[];
  readonly forecast: Forecast;
  readonly remarks: readonly { readonly source: string; readonly message: string }[];
  readonly inventory: readonly Inventory[];
  readonly coverage: readonly LaneCoverage[];
  readonly fields: readonly FieldCoverage[];
  readonly tables: readonly ObservedTable[];
  readonly masters: readonly MasterFacts[];
  readonly references: ReferenceFacts;
  readonly losses: readonly PlanLoss[];
  readonly quarantined: readonly QuarantineGroup[];
  readonly excluded: readonly {
    readonly lane: string;
    readonly rule: string;
    readonly count: number;
    readonly exampleKey: string;
  }[];
  readonly samples: readonly Sample[];
  readonly drift: readonly DriftFact[];
  readonly impact: readonly ImpactFacts[];
}

/** One row of `records.csv`: what would become of one source record. */
export interface PlanRecordRow extends StoredMessage {
  readonly lane: string;
  readonly sourceKey: string;
  readonly externalKey: string | null;
  readonly outcome: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  /** sha256 over what the target would hold of ours; null when it doesn't cross. */
  readonly content: string | null;
}
