/** Lists of a plan's facts, which are bounded: how many there are in all, and the first few. */

/** The first few of many. */
export interface Some<T> {
  readonly total: number;
  /** There are more than `total`: those beyond the bound weren't counted. Left out: there aren't. */
  readonly capped?: true;
  readonly shown: readonly T[];
}

/** How often something is there: records, each once, unless the list counts items or files. Names may be contents of records. */
export interface NamedCount {
  readonly name: string;
  readonly count: number;
}
