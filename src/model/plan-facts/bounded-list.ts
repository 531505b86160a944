/** Lists of a plan's facts, which are bounded: how many there are in all, and the first few. */

/** The first few of many. */
export interface Some<T> {
  readonly total: number;
  readonly shown: readonly T[];
}

/** How often something is there: records, unless the list counts items or files. Names may be contents of records. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}
