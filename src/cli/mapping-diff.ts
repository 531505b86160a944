/** ferry mapping diff: what changed in meaning between two files or two directories of mappings. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { type Change, type MappingText, weightOf } from '../mapping/versions/change.ts';
import { tablesNamed } from '../mapping/versions/table-diff.ts';
import type { Weight } from '../mapping/versions/version.ts';
import { changesBetween } from '../project/changes-between.ts';
import { chosenMappings } from '../project/chosen-mappings.ts';
import { type MappingDirectory, readMappingDir } from '../project/mapping-directory.ts';
import { shownIn } from '../project/mapping-file.ts';
import { readUtf8 } from '../project/utf8.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';

export interface DiffOptions extends CommonOptions {
  readonly before: string;
  readonly after: string;
}

interface FileDiff {
  readonly mapping: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Null: nothing but layout and comments. */
  readonly weight: Weight | null;
  readonly changes: readonly Change[];
}

/** Exits 0 whether or not anything differs; 2 for what is no mapping. */
export async function mappingDiff(context: Context, { before, after }: DiffOptions): Promise<ExitCode> {
  const { output } = context;
  const diffs = await diffsOf(await fileNamed(context, before), await fileNamed(context, after));
  const changed = diffs.filter(({ weight }) => weight !== null);
  for (const diff of changed) for (const line of linesOf(diff)) output.say(line);
  if (changed.length === 0) output.say('nothing differs but layout and comments');
  output.give({ changed: changed.length, mappings: diffs });
  return EXIT.done;
}

async function diffsOf(before: string, after: string): Promise<readonly FileDiff[]> {
  const kinds = await Promise.all([isDirectory(before), isDirectory(after)]);
  if (kinds.every(Boolean)) return directoryDiffs(before, after);
  if (kinds.some(Boolean)) {
    const message = `${before} and ${after} are not both files or both directories`;
    throw new UsageError(message, { code: 'mapping-missing', hint: 'compare like with like' });
  }
  const [old, now] = await Promise.all([before, after].map(mappingAt));
  return old === undefined || now === undefined ? [] : [fileDiff(path.basename(after), old, now)];
}

/** A file alone, with those tables it names that lie beside it. */
async function mappingAt(file: string): Promise<MappingText> {
  const text = await readUtf8(file, file);
  const names = tablesNamed({ file, text }).filter((name) => path.posix.normalize(`./${name}`) === name);
  const beside = names.filter((name) => !name.startsWith('..') && existsSync(path.join(path.dirname(file), name)));
  const read = beside.map(async (name) => {
    const table = path.join(path.dirname(file), name);
    return [name, await readUtf8(table, table)] as const;
  });
  return { file, text, tables: Object.fromEntries(await Promise.all(read)) };
}

const VERSION = /^[a-z0-9][a-z0-9-]*@\d+\.\d+\.\d+$/;

/** `NAME@VERSION` is looked for among the route's mappings and what was released of them; anything else is a path. */
async function fileNamed(context: Context, named: string): Promise<string> {
  if (!VERSION.test(named)) return named;
  const chosen = await chosenMappings([], context);
  const found = chosen.flatMap(({ read }) => {
    const own = [...read.used, ...read.older].filter(({ mapping }) => `${mapping.name}@${mapping.version}` === named);
    const released = read.names.filter((name) => name === `released/${named}.yaml`).map((name) => shownIn(read, name));
    return [...own.map(({ file }) => file), ...released];
  });
  const [first] = found;
  if (first !== undefined) return path.relative('', path.resolve(path.dirname(context.config), first));
  const hint = 'name a file, or a version that `ferry mapping lock` kept in released/';
  throw new UsageError(`no mapping directory of ${context.config} has ${named}`, { code: 'mapping-missing', hint });
}

async function isDirectory(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch (error) {
    const hint = 'name two files, or two directories';
    throw new UsageError(`there is no ${file}`, { code: 'mapping-missing', at: file, hint, cause: error });
  }
}

async function directoryDiffs(before: string, after: string): Promise<readonly FileDiff[]> {
  const read = (shown: string) => readMappingDir({ dir: path.resolve(shown), shown });
  const [old, now] = await Promise.all([read(before), read(after)]);
  const names = new Set([...namesOf(old), ...namesOf(now)]);
  return [...names].map((name) => {
    const [left, right] = [textOf(old, name), textOf(now, name)];
    if (left !== null && right !== null) return fileDiff(name, left, right);
    return {
      mapping: name,
      before: left?.file ?? null,
      after: right?.file ?? null,
      weight: left === null ? 'minor' : 'major',
      changes: [],
    };
  });
}

function namesOf({ used, broken }: MappingDirectory): readonly string[] {
  const [first] = broken;
  if (first !== undefined) throw new UsageError(first.error.message, { code: 'mapping-invalid', at: first.file });
  return used.map(({ mapping }) => mapping.name);
}

function textOf({ used }: MappingDirectory, name: string): MappingText | null {
  return used.find(({ mapping }) => mapping.name === name) ?? null;
}

function fileDiff(mapping: string, before: MappingText, after: MappingText): FileDiff {
  const changes = changesBetween(before, after);
  const weight = changes.length === 0 ? null : weightOf(changes);
  return { mapping, before: before.file, after: after.file, weight, changes };
}

function linesOf({ mapping, before, after, weight, changes }: FileDiff): readonly string[] {
  if (before === null) return [`${mapping} is new (${after})`];
  if (after === null) return [`${mapping} is gone (${before})`];
  return [`${mapping}: a ${weight} change`, ...changes.flatMap(changeLines)];
}

function changeLines({ kind, part, words, weight, lines }: Change): readonly string[] {
  const at = [lines.before ?? '–', lines.after ?? '–'].join(' → ');
  return [`  ${kind} ${part} (${weight}, line ${at})`, ...words.map((each) => `      ${each}`)];
}
