/** The records of entity `ticket`; see `shape.ts` for what goes for all entities. */
import type { RtCustom, RtLink } from './shape.ts';

/** A file. `ref` is what `Source.asset` takes (`attachment/123`, `customfield/45`); `name` is as the sender wrote it, never a path of ours. */
export interface RtFile {
  readonly ref: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number | null;
}

/**
 * A body: exactly one of the two, or neither. `html` is hostile as it came; in it `cid:` images and links to RT's own
 * records stand as `ferry-asset:` and `ferry-record:` tokens. A plain text that mentions a record (an address of this RT, or
 * `[rtname #12]`) is given as `html` that shows the same text with links; every other plain text is `text`, unchanged.
 */
export interface RtBody {
  readonly text: string | null;
  readonly html: string | null;
}

/** One thing that happened to a ticket. Of merged tickets the history is joint: `ticket` says whose it was. */
export interface RtTransaction extends RtBody {
  readonly id: string;
  readonly ticket: string;
  /** RT's own: Create, Correspond, Comment, Set, Status, CustomField, AddLink, AddWatcher, EmailRecord, … */
  readonly Type: string;
  /**
   * `opening`: the ticket's own Create. `message`: Correspond, Comment, and the Create of a ticket merged into this one.
   * `change`: everything else.
   */
  readonly kind: 'opening' | 'message' | 'change';
  /** Hidden from requestors: Comment. */
  readonly internal: boolean;
  readonly Creator: string;
  readonly Created: string;
  readonly Field: string | null;
  /** `CF.{name}` for a custom field, `CustomRole.{name}` for a custom role, else Field, else Type. */
  readonly what: string;
  /** Ids of users, groups, queues and custom fields are given as names, raw dates as instants. */
  readonly OldValue: string | null;
  readonly NewValue: string | null;
  readonly Data: string | null;
  /** Minutes; may be negative where somebody took time back. */
  readonly TimeTaken: number;
  /** What people filled in about this very message or change; most sites have no such fields. */
  readonly CustomFields: RtCustom;
  /** Without the parts that are the body. Inline images are in it too. */
  readonly attachments: readonly RtFile[];
}

/**
 * One span in which one target date stood. RT keeps a single `Due` that replies move: each value it had is one outcome.
 * `response`: it ended by an answer of somebody who isn't a requestor; `resolve`: it stood when the ticket was resolved;
 * `due`: it stands still, or was moved by hand.
 */
export interface RtSlaOutcome {
  readonly metric: 'response' | 'resolve' | 'due';
  /** The level (`SLA`) that was in force; null when none. */
  readonly level: string | null;
  readonly targetAt: string;
  /** When what it asked for happened, if it was in time. */
  readonly metAt: string | null;
  /** `targetAt`, when what it asked for happened later, or hasn't and the ticket was touched after it. Never judged by today's clock. */
  readonly breachedAt: string | null;
}

/**
 * Entity `ticket`: everything RT ever numbered as one that still answers: found ones, deleted ones, merged ones. Key: the
 * number. Version: the id of the newest transaction, padded.
 */
export interface RtTicket {
  readonly type: 'ticket';
  readonly id: string;
  /** RT's own: `ticket`; `reminder` and `approval` are numbered as tickets too and found by no search that doesn't ask for them. */
  readonly Type: string;
  /** Set for a number that was merged away; then only id, Type, Subject, Queue, Creator, Created, body, attachments and this are there, and Status is `merged`. */
  readonly mergedInto: string | null;
  /** Numbers that were merged into this one. */
  readonly merged: readonly string[];
  readonly Subject: string | null;
  readonly Status: string;
  readonly Queue: { readonly id: string; readonly Name: string } | null;
  readonly Owner: string | null;
  readonly Creator: string;
  readonly LastUpdatedBy: string | null;
  readonly Requestor: readonly string[];
  readonly Cc: readonly string[];
  readonly AdminCc: readonly string[];
  /** Groups among the watchers: `{ role: 'AdminCc', group: id, Name }`. */
  readonly watcherGroups: readonly { readonly role: string; readonly group: string; readonly Name: string }[];
  /** Custom roles by name: logins, or names of groups. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Organization of the first requestor that has one. */
  readonly organization: string | null;
  readonly Priority: string | null;
  readonly InitialPriority: string | null;
  readonly FinalPriority: string | null;
  readonly SLA: string | null;
  readonly Created: string;
  readonly Started: string | null;
  readonly Starts: string | null;
  readonly Due: string | null;
  readonly Told: string | null;
  readonly Resolved: string | null;
  readonly LastUpdated: string | null;
  /** Minutes. */
  readonly TimeWorked: number;
  readonly TimeEstimated: number;
  readonly TimeLeft: number;
  readonly CustomFields: RtCustom;
  readonly body: RtBody | null;
  readonly attachments: readonly RtFile[];
  readonly transactions: readonly RtTransaction[];
  readonly links: readonly RtLink[];
  readonly slaOutcomes: readonly RtSlaOutcome[];
}
