/** The key of a row: columns in their normal form, or the row itself. */
import { hash } from 'node:crypto';
import type { CsvFile, NormalForm } from './csv-file.ts';

/** A row's cells as they are written, and the line it begins on, from 1. */
export interface WrittenRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A row's own key, or why it has none that could be used. */
export type FoundKey = { readonly key: string } | { readonly code: 'key-missing' | 'key-unusable' };

/** Longer keys don't fit in an index or a report. */
const MAX_KEY = 300;
const HASH_LETTERS = 32;
const EXCEL_TEXT = /^="((?:[^"]|"")*)"$/;

/** Reads keys of rows under the columns at `positions` (which a key from the row itself has none of). Pure. */
export function keyReader(file: CsvFile, positions: readonly number[]): (row: WrittenRow) => FoundKey {
  const { key: rule, nulls } = file;
  if (rule.from !== 'columns') {
    return ({ cells, line }) => ({ key: rule.from === 'row' ? String(line) : rowHash(cells) });
  }
  const { forms } = rule;
  return ({ cells }) => {
    const written = positions.map((at) => cells[at]).map((cell) => cell && textOf(file, cell));
    const parts = written.map((cell) => cell && normalised(cell, forms));
    if ([...written, ...parts].some((part) => part === undefined || nulls.includes(part)))
      return { code: 'key-missing' };
    const key = parts.join('/');
    return key.includes('\0') || key.length > MAX_KEY ? { code: 'key-unusable' } : { key };
  };
}

function rowHash(cells: readonly string[]): string {
  return hash('sha256', JSON.stringify(cells)).slice(0, HASH_LETTERS);
}

/** What a cell says: `="00123"`, by which Excel is told to leave digits alone, is `00123` where the options say so. Pure. */
export function textOf({ excelText }: Pick<CsvFile, 'excelText'>, cell: string): string {
  if (!excelText || !cell.startsWith('="')) return cell;
  return EXCEL_TEXT.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
}

const FORMS: Readonly<Record<NormalForm, (text: string) => string>> = {
  nfc: (text) => text.normalize('NFC'),
  width: (text) => text.replace(/[\uFF01-\uFF5E]/g, halfWidth).replaceAll('\u3000', ' '),
  trim: (text) => text.trim(),
  case: (text) => text.toLowerCase(),
};

/** The text in the forms named; they go in an order of their own, so that each finds what the ones before left. Pure. */
export function normalised(text: string, forms: readonly NormalForm[]): string {
  return (['nfc', 'width', 'trim', 'case'] as const)
    .filter((form) => forms.includes(form))
    .reduce((now, form) => FORMS[form](now), text);
}

/** Full-width forms stand this far above ASCII. */
const WIDE = 0xfee0;

function halfWidth(mark: string): string {
  return String.fromCharCode(mark.charCodeAt(0) - WIDE);
}
