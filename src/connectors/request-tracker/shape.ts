/**
 * The records that this source gives, one type per source entity: what a mapping for Request Tracker is written against.
 *
 * Members named as in REST2 hold what RT says (`Subject`, `EmailAddress`); those in lower case were made here. Ids are text,
 * instants ISO 8601 in UTC, an unset date (1970-01-01) and the account `Nobody` are null, people are their logins.
 */

/** Custom fields by name: one text for a field that holds one value, a list of texts for others. A second field of the same name is called `Name (#id)`. Files and images are `ferry-asset:` tokens. */
export type RtCustom = Readonly<Record<string, string | readonly string[]>>;

/** Entity `user`: everyone, disabled ones and RT's own two accounts included. Key: the numeric id. */
export interface RtUser {
  readonly type: 'user';
  readonly id: string;
  /** The login. Only an administrator can change it. */
  readonly Name: string;
  readonly RealName: string | null;
  readonly NickName: string | null;
  /** People may change it themselves: never a ground for an automatic match. */
  readonly EmailAddress: string | null;
  /** Only an administrator can change it. */
  readonly Organization: string | null;
  readonly Privileged: boolean;
  readonly Disabled: boolean;
  /** `system` for RT_System and Nobody, `agent` for privileged accounts, otherwise `customer`. */
  readonly kind: 'agent' | 'customer' | 'system';
  readonly WorkPhone: string | null;
  readonly MobilePhone: string | null;
  readonly HomePhone: string | null;
  readonly PagerPhone: string | null;
  readonly Address1: string | null;
  readonly Address2: string | null;
  readonly City: string | null;
  readonly State: string | null;
  readonly Zip: string | null;
  readonly Country: string | null;
  readonly Timezone: string | null;
  readonly Lang: string | null;
  readonly Comments: string | null;
  readonly Signature: string | null;
  readonly Created: string | null;
  readonly LastUpdated: string | null;
  /** Ids of the user-defined groups it is a direct member of. */
  readonly groups: readonly string[];
  readonly CustomFields: RtCustom;
}

/** Entity `organization`: each distinct Organization of the users. Key: its name, trimmed, as first met. */
export interface RtOrganization {
  readonly type: 'organization';
  readonly Name: string;
  /** Users that carry it. */
  readonly users: number;
}

/** Entity `group`: user-defined groups. Key: the numeric id. */
export interface RtGroup {
  readonly type: 'group';
  readonly id: string;
  readonly Name: string;
  readonly Description: string | null;
  readonly Disabled: boolean;
  /** Groups within it, by id. */
  readonly groups: readonly string[];
  readonly CustomFields: RtCustom;
}

/** Entity `queue`: disabled ones included, RT's inner `___Approvals` too. Key: the numeric id. */
export interface RtQueue {
  readonly type: 'queue';
  readonly id: string;
  readonly Name: string;
  readonly Description: string | null;
  readonly Lifecycle: string | null;
  readonly CorrespondAddress: string | null;
  readonly CommentAddress: string | null;
  readonly Disabled: boolean;
  readonly CustomFields: RtCustom;
}

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
  /** Not for the requestor's eyes: Comment. */
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

/** One end of a link, as seen from this record. */
export interface RtLink {
  readonly kind: 'depends-on' | 'depended-on-by' | 'refers-to' | 'referred-to-by' | 'parent' | 'child';
  /** `external`: `url` alone says where. */
  readonly to: 'ticket' | 'article' | 'asset' | 'external';
  readonly id: string | null;
  readonly url: string | null;
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

/** Entity `asset`. Key: the numeric id. */
export interface RtAsset {
  readonly type: 'asset';
  readonly id: string;
  readonly Name: string | null;
  readonly Description: string | null;
  readonly Status: string;
  readonly Catalog: { readonly id: string; readonly Name: string };
  readonly Owner: string | null;
  readonly HeldBy: readonly string[];
  readonly Contact: readonly string[];
  /** Organization of the first of HeldBy, Contact, Owner that has one. */
  readonly organization: string | null;
  readonly Created: string | null;
  readonly LastUpdated: string | null;
  readonly CustomFields: RtCustom;
  readonly links: readonly RtLink[];
}

/** Entity `article`, disabled ones included. Key: the numeric id. */
export interface RtArticle {
  readonly type: 'article';
  readonly id: string;
  readonly Name: string | null;
  readonly Summary: string | null;
  readonly Class: { readonly id: string; readonly Name: string };
  readonly Disabled: boolean;
  readonly SortOrder: string | null;
  readonly Creator: string | null;
  readonly Created: string | null;
  readonly LastUpdated: string | null;
  /** The content fields (Text, Wikitext, HTML) that are filled, as one hostile HTML document; with headings when there is more than one. */
  readonly html: string | null;
  /** Names of the fields in `html`. */
  readonly contentFields: readonly string[];
  /** All other custom fields. */
  readonly CustomFields: RtCustom;
  readonly links: readonly RtLink[];
  /** Oldest first: what a content field held after each change, as in `html`; null when RT doesn't say. */
  readonly revisions: readonly { readonly at: string; readonly author: string; readonly html: string | null }[];
}
