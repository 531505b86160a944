/** English: why a source's record can't be trusted. */

/** `line` is null where the record is no row of a table. */
type Row = {
  readonly line: number | null;
};

type FrontMatterFault =
  | { readonly fault: 'endless' | 'too-large' | 'too-deep' | 'no-names' }
  | { readonly fault: 'no-yaml'; readonly error: string; readonly line: number }
  | { readonly fault: 'no-toml'; readonly line: number }
  /** `error`: the parser's own words. */
  | { readonly fault: 'no-json'; readonly error: string }
  | { readonly fault: 'form-unread'; readonly form: string };

function frontMatter(params: FrontMatterFault): string {
  switch (params.fault) {
    case 'endless':
      return 'front matter begins at line 1 and never ends';
    case 'too-large':
      return 'front matter is larger than 256 KiB';
    case 'too-deep':
      return 'front matter is nested or repeated beyond all use';
    case 'no-names':
      return 'front matter is not a list of names';
    case 'no-yaml':
      return `front matter is no YAML (${params.error} at line ${params.line})`;
    case 'no-toml':
      return `front matter is no TOML (line ${params.line})`;
    case 'no-json':
      return `front matter is no JSON (${params.error})`;
    case 'form-unread':
      return `front matter is written in ${params.form}, which is not read`;
    default:
      return params satisfies never;
  }
}

/** `first`: the line of the row that has the key. Two rows that are identical are one record, and no problem. */
function keyDuplicate(params: { readonly line: null } | { readonly line: number; readonly first: number }): string {
  if (params.line === null) return 'two items have the same key';
  return `row at line ${params.line} has the key of the row at line ${params.first}, and other cells`;
}

/** Of rows, files and records as sources read them; the codes that mappings use too say both. */
export const problems = {
  'row-ragged': ({ line, cells, columns }: { line: number; cells: number; columns: number }) =>
    `row at line ${line} has ${cells} cells, the header has ${columns}`,
  /** `fault`: the JSON parser's own words. */
  'cell-json': ({ line, fault }: { line: number; fault: string }) =>
    `cell at line ${line} is not JSON that can be kept: ${fault}`,
  'key-missing': ({ line }: Row) => (line === null ? 'has no key' : `row at line ${line} has no key`),
  'key-unusable': ({ line }: Row) =>
    line === null
      ? 'the path is longer than 300 characters'
      : `row at line ${line} has a key with a NUL or of more than 300 characters`,
  'key-duplicate': keyDuplicate,
  /** `cell`: as written, with its letters covered. */
  'age-unreadable': ({ line, column, cell }: { line: number; column: string; cell: string }) =>
    `row at line ${line}: ${cell} in the column ${column} is no age of the form that is declared`,
  'file-name-shared': 'another file has the same name but for its ending or the composition of its letters',
  'file-unreadable': 'the file can not be read',
  'file-too-large': ({ mebibytes }: { mebibytes: number }) => `the file is larger than ${mebibytes} MiB`,
  'encoding-wrong': 'the file is not UTF-8',
  'front-matter': frontMatter,
  'record-other': ({ id }: { id: string }) => `RT answered with another record than number ${id}`,
  'field-hidden': ({ field }: { field: string }) => `RT gives no ${field}, which every such record has`,
};
