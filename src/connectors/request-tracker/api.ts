/** RT's REST2 as the readers of entities use it. `client.ts` makes one. */
import type { JsonObject } from '../../model/json.ts';
import type { AssetStream } from '../port.ts';

/** One search over a collection. */
export interface Search {
  /** After `REST/2.0/`: `tickets`, `transactions`, `ticket/12/history`. */
  readonly collection: string;
  /** TicketSQL, TransactionSQL, or the JSON search of the others; absent for lists that take none (a history). */
  readonly query?: string;
  /** List fields, `Owner`; nested ones as `['Owner', 'Name']`. */
  readonly fields: readonly (string | readonly [string, string])[];
  /** Disabled rows too. */
  readonly disabled?: boolean;
}

/**
 * Nothing here writes, so every call may be repeated. Throws what the HTTP client throws, FatalError `answer-shape`,
 * and over lists `paging-stuck`.
 */
export interface RtApi {
  /** The web address of the server, without a trailing slash: what links in texts start with. */
  readonly web: string;
  /** One object; undefined for 404. Throws FatalError `answer-shape` for what isn't an object. */
  get(path: string): Promise<JsonObject | undefined>;
  /** Every item of a short list, page by page in order of ids, none twice. */
  list(search: Search): AsyncIterable<readonly JsonObject[]>;
  /**
   * As `list`, for collections that change while they are read: each page asks for ids above the last one
   * (`(query) AND id > LAST`, in the form the collection takes). Items have numeric ids.
   */
  sweep(search: Search & { readonly after?: number }): AsyncIterable<readonly JsonObject[]>;
  /** How many items a search finds, by RT's own `total`; null when it doesn't say. */
  total(search: Pick<Search, 'collection' | 'query' | 'disabled'>): Promise<number | null>;
  /** The time zone of the account that asks, in which RT reads dates of TicketSQL; null: the account has none, so the server's. */
  zone(): Promise<string | null>;
  /** The highest id a search finds; 0 when it finds nothing. */
  newest(search: Pick<Search, 'collection' | 'query' | 'disabled'>): Promise<number>;
  /** What RT's parser says against a query; null when it understands it. */
  refusal(search: Pick<Search, 'collection' | 'query'>): Promise<string | null>;
  /** The bytes of an attachment or of a custom field's file; see `RtFile.ref`. */
  file(ref: string): Promise<AssetStream>;
}
