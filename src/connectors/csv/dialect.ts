/** How an export marks its cells. One character each. */
export interface Dialect {
  readonly delimiter: string;
  readonly quote: string;
}

/** With a character before quotes, delimiters and line ends that are text, as MySQL writes its backslash. */
export interface EscapingDialect extends Dialect {
  readonly escape: string;
}

/** `escape` null: within quotes a quote is written twice (RFC 4180). */
export type AnyDialect = Dialect & { readonly escape: string | null };

/** Where nothing says otherwise. */
export const COMMA = ',';
