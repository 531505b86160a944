/** What can be shown as a sentence in any language: a stable code, and the few values that its sentence names. */

/** Never more of a record than its sentence shows: names of fields, counts, limits, keys. */
export type MessageValue = string | number | boolean | null | readonly string[];

/** By the names that the sentence of the code knows them by. */
export type MessageParams = Readonly<Record<string, MessageValue>>;

/** Its sentence stands in `src/messages/` and is made when it is shown. */
export interface Message {
  /** Kebab-case and stable. */
  readonly code: string;
  /** Left out where the sentence names no value. */
  readonly params?: MessageParams | undefined;
  /** Words that aren't Ferry's, shown as they are: another system's, or those of a mapping's author. */
  readonly message?: string | undefined;
}

/** A message as the ledger holds it beside its code. Rows stored before there were parameters have their text in `message`. */
export interface StoredMessage {
  readonly params: MessageParams | null;
  readonly message: string | null;
}

/** What of a stored message is there. Pure. */
export function messageOf({ params, message }: StoredMessage): Pick<Message, 'params' | 'message'> {
  return { ...(params !== null && { params }), ...(message !== null && { message }) };
}
