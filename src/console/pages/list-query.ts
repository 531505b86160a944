/** What a list's address asks for, and the address of the same list asked otherwise. */
import { z } from 'zod';
import { DESCRIPTIONS, SCHEMAS } from '../../model/entities/index.ts';
import { referentsOf } from '../../model/entities/references.ts';
import type { Entity } from '../../model/entity.ts';
import type { Browse, SortBy } from '../browse.ts';
import { flag, queryText } from '../contract/parameters.ts';

/** `is.FIELD` narrows to a value; `sort` is a column, with `-` before it from the end. */
export const listPageQuery = z
  .object({
    q: queryText().default(''),
    edited: flag(),
    sort: queryText().default(''),
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  })
  .catchall(z.string().max(400));

/** A column that has few values, in the order of its schema. */
export interface ChoiceColumn {
  readonly name: string;
  readonly choices: readonly string[];
}

/** Columns by whose values a list can be narrowed. Pure. */
export function choiceColumns(entity: Entity): readonly ChoiceColumn[] {
  return DESCRIPTIONS[entity].columns.flatMap((name) => {
    const choices = choicesOf(entity, name);
    return choices.length === 0 ? [] : [{ name, choices }];
  });
}

/** What an address asks for. Columns and values that there are none of are left out. Pure. */
export function browseOf(entity: Entity, query: z.output<typeof listPageQuery>): Browse {
  const { q, edited, sort, page } = query;
  const is = choiceColumns(entity).flatMap(({ name, choices }) => {
    const value = query[`is.${name}`];
    return typeof value === 'string' && choices.includes(value) ? [[name, value] as const] : [];
  });
  return { q, edited: edited === 'true', is: Object.fromEntries(is), sort: sortOf(entity, sort), page: page - 1 };
}

/** The field that a list's first column is sorted by: the name's first part. */
export function nameField(entity: Entity): string | undefined {
  const { calledBy = [], title } = DESCRIPTIONS[entity];
  return calledBy[0] ?? title[0];
}

/** The address of the same list with something changed; from its first page, unless the page is what changes. Pure. */
export function listAddress(entity: Entity, asked: Browse, change: Partial<Browse>): string {
  const { q, edited, is, sort, page } = { ...asked, page: 0, ...change };
  const query = new URLSearchParams({
    ...(q === '' ? {} : { q }),
    ...(edited ? { edited: 'true' } : {}),
    ...Object.fromEntries(Object.entries(is).map(([name, value]) => [`is.${name}`, value])),
    ...(sort === null ? {} : { sort: sortWord(sort) }),
    ...(page === 0 ? {} : { page: String(page + 1) }),
  });
  return `/entities/${entity}${query.size === 0 ? '' : `?${query}`}`;
}

/** A sorting as it stands in an address. Pure. */
export function sortWord({ field, descending }: Pick<SortBy, 'field' | 'descending'>): string {
  return `${descending ? '-' : ''}${field}`;
}

/** Null for what is no column of the list. Pure. */
export function sortOf(entity: Entity, word: string): SortBy | null {
  const field = word.replace(/^-/, '');
  if (field !== nameField(entity) && !DESCRIPTIONS[entity].columns.includes(field)) return null;
  const [of, ...others] = referentsOf(textOf(entity, field)) ?? [];
  const named = of === undefined || others.length > 0 ? undefined : DESCRIPTIONS[of].title[0];
  const names = of === undefined || named === undefined ? null : { entity: of, field: named };
  return { field, descending: word.startsWith('-'), choices: choicesOf(entity, field), names };
}

function choicesOf(entity: Entity, name: string): readonly string[] {
  const schema = textOf(entity, name);
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return schema instanceof z.ZodBoolean ? ['true', 'false'] : [];
}

function textOf(entity: Entity, name: string): z.ZodType {
  const whole: unknown = SCHEMAS[entity].shape[name];
  const inner = (schema: unknown): unknown =>
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? inner(schema.unwrap()) : schema;
  const schema = inner(whole);
  return schema instanceof z.ZodType ? schema : z.never();
}
