/** The text of an article: composed from the fields RT keeps it in, as it is now and as it was after each change in its history. */
import type { JsonObject } from '../../model/json.ts';
import { linkText, rewriteHtml, textToHtml } from './bodies.ts';
import { type FieldDefinition, type FieldValues, typed } from './custom-fields.ts';
import type { OwnNames } from './mentions.ts';
import type { RtArticle } from './shape.ts';
import { instantOf, referenceOf, textOf } from './values.ts';

const CONTENT = new Set(['Text', 'Wikitext', 'HTML']);

/** Whether a custom field of an article is part of its text. */
export function isContent({ type }: FieldDefinition): boolean {
  return CONTENT.has(type);
}

/** One hostile HTML document, with a heading above each field when there are several; null when none is filled. */
export function composed(fields: readonly FieldValues[], ownNames: OwnNames): string | null {
  const filled = fields.filter(({ values }) => values.length > 0);
  const texts = filled.map(({ field, values }) =>
    values.map((value) => asHtml(field, value, ownNames)).join('\n<hr>\n'),
  );
  if (texts.length < 2) return texts[0] ?? null;
  return texts.map((text, at) => `<h2>${textToHtml(filled[at]?.field.label ?? '')}</h2>\n${text}`).join('\n');
}

function asHtml({ type }: FieldDefinition, value: string, ownNames: OwnNames): string {
  if (type === 'HTML') return rewriteHtml(value, ownNames);
  return `<p>${linkText(value, ownNames) ?? textToHtml(value)}</p>`;
}

/**
 * Oldest first, from the creation on. RT keeps no earlier texts, only the old and new value of each change: these are
 * undone one after the other, from the current text back. Where a change doesn't fit the text after it, all earlier texts
 * are null.
 */
export function revisionsOf(
  content: readonly FieldValues[],
  history: readonly JsonObject[],
  told: { readonly ownNames: OwnNames; readonly known: ReadonlyMap<string, FieldDefinition> },
): RtArticle['revisions'] {
  const changes = history.flatMap((change) => contentChange(change, told.known) ?? []).reverse();
  let state: readonly FieldValues[] | null = content;
  const found: RtArticle['revisions'][number][] = [];
  for (const { change, field } of changes) {
    const html = state === null ? null : composed(state, told.ownNames);
    found.push({ at: instantOf(change.Created) ?? '', author: referenceOf(change.Creator)?.id ?? '', html });
    state = state === null || field === null ? state : before(state, change, field);
  }
  return found.reverse();
}

/** The creation, which has no field of its own, or a change of a content field; undefined for everything else. */
function contentChange(change: JsonObject, known: ReadonlyMap<string, FieldDefinition>) {
  if (change.Type === 'Create') return { change, field: null };
  const field = change.Type === 'CustomField' ? known.get(textOf(change.Field) ?? '') : undefined;
  return field !== undefined && isContent(field) ? { change, field } : undefined;
}

/** What the fields held before a change; null when they can't have held what it put there. */
function before(
  state: readonly FieldValues[],
  change: JsonObject,
  field: FieldDefinition,
): readonly FieldValues[] | null {
  const [old, now] = [typed(textOf(change.OldValue)), typed(textOf(change.NewValue))];
  const values = state.find((held) => held.field.id === field.id)?.values ?? [];
  const at = now === null ? values.length : values.indexOf(now);
  if (at < 0) return null;
  const restored = values.toSpliced(at, now === null ? 0 : 1, ...(old === null ? [] : [old]));
  const others = state.filter((held) => held.field.id !== field.id);
  return [...others, { field, values: restored }].sort((one, other) => (one.field.label < other.field.label ? -1 : 1));
}
