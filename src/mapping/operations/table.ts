/** Every operation of the mapping language, in the order they run. A new one: its entry here, its row in the tests. */
import { attachments, tokens } from './assets.ts';
import { lookup, map, matrix } from './choose.ts';
import { date, day } from './date.ts';
import { max, unique } from './limit.ts';
import { first, join, split } from './list.ts';
import type { Operation } from './operation.ts';
import { extract, replace } from './pattern.ts';
import { ref } from './ref.ts';
import { assets, html, markdown, text } from './rich-text.ts';
import { boolean, integer, number } from './scalar.ts';
import { lower, squeeze, trim, upper } from './text.ts';

export const OPERATIONS: readonly Operation[] = [
  trim,
  lower,
  upper,
  squeeze,
  replace,
  extract,
  split,
  join,
  first,
  map,
  matrix,
  lookup,
  ref,
  date,
  day,
  number,
  integer,
  boolean,
  html,
  markdown,
  assets,
  attachments,
  tokens,
  text,
  max,
  unique,
];
