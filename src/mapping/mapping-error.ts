/** All mistakes of one mapping file at once, each with its line and column, as people can act on them. */

/** One mistake of an author, and where it is. */
export interface MappingIssue {
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly hint?: string;
}

/** Mistakes listed of one file: a person corrects some and checks again. */
const MOST = 100;

/**
 * Signals that a mapping file can't be used. Its message lists the mistakes, a hundred at most, with file, line, column and
 * a code frame.
 */
export class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly issues: readonly MappingIssue[];

  constructor(issues: readonly MappingIssue[], text: string) {
    const lines = text.split(/\r?\n/);
    const shown = issues.slice(0, MOST);
    const more = issues.length === shown.length ? [] : [`… and ${issues.length - shown.length} more mistakes`];
    super([...shown.map((issue) => showIssue(issue, lines)), ...more].join('\n\n'));
    this.issues = shown;
  }
}

function showIssue(issue: MappingIssue, lines: readonly string[]): string {
  const head = `${issue.file}:${issue.line}:${issue.column} ${issue.message}`;
  const hint = issue.hint === undefined ? [] : [`  ${issue.hint}`];
  return [head, ...frame(issue, lines), ...hint].join('\n');
}

function frame({ line, column }: MappingIssue, lines: readonly string[]): string[] {
  const at = lines[line - 1];
  if (at === undefined) return [];
  const before = lines[line - 2];
  const context = before === undefined ? [] : [`  ${gutter(line - 1)} | ${before.slice(0, 160)}`];
  const caret = `  ${gutter()} | ${' '.repeat(Math.min(column - 1, 160))}^`;
  return [...context, `> ${gutter(line)} | ${at.slice(0, 160)}`, caret];
}

function gutter(line?: number): string {
  return String(line ?? '').padStart(4);
}
