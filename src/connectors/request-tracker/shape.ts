/**
 * The records that this source gives, one type per source entity: what a mapping for Request Tracker is written against.
 *
 * Members named as in REST2 hold RT's values (`Subject`, `EmailAddress`); those in lower case were made here. Ids are text,
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
  /** Number of users that have it. */
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

/** One end of a link, as seen from this record. */
export interface RtLink {
  readonly kind: 'depends-on' | 'depended-on-by' | 'refers-to' | 'referred-to-by' | 'parent' | 'child';
  /** `external`: `url` alone says where. */
  readonly to: 'ticket' | 'article' | 'asset' | 'external';
  readonly id: string | null;
  readonly url: string | null;
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
