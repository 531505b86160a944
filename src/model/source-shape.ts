/** What a source is, as far as an approval goes by it: which system and what it has to read, never the records of a live one. */
export interface SourceShape {
  readonly source: string;
  readonly kind: string;
  /** Tells installations apart that the configuration calls alike; null where a source can't. */
  readonly installation: string | null;
  /** What can be read there, sorted. */
  readonly entities: readonly string[];
  /** Of files: changes with what they hold. Null for live systems, whose records go on changing. */
  readonly state: string | null;
}
