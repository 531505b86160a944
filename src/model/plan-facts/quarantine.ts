/** Section 8 of the report: why records would be quarantined. */
import type { JsonObject } from '../json.ts';
import type { Message } from '../message.ts';

/** A reason to quarantine records. A list's items count under one path (`comments[].body`). The sentence is that of the first. */
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
