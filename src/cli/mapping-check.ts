/** ferry mapping check: every mistake of mapping files with its position, without a server or a system. */
import type { MappingIssue } from '../mapping/mapping-error.ts';
import { type Chosen, chosenMappings } from '../project/chosen-mappings.ts';
import type { BrokenFile, MappingFile } from '../project/mapping-file.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { PathOptions } from './mapping-options.ts';

interface CheckedFile {
  readonly file: string;
  readonly mapping: string;
  readonly version: string;
  readonly lock: MappingFile['lock'];
  /** What a person may want to know. None of it stops a run. */
  readonly notes: readonly string[];
  /** What a person may want to correct, each with its position. None of it stops a run. */
  readonly warnings: readonly MappingIssue[];
}

/** Exits 2 when a file has mistakes, or differs from what the lock has for its version. */
export async function mappingCheck(context: Context, options: PathOptions): Promise<ExitCode> {
  const { output } = context;
  const chosen = await chosenMappings(options.paths, context);
  const broken = chosen.flatMap(brokenOf);
  const checked = chosen.flatMap(checkedOf);
  const drifted = checked.filter(({ lock }) => lock === 'drifted');
  for (const { error } of broken) output.say(`${error.message}\n`);
  for (const file of checked) print(context, file);
  const ok = broken.length === 0 && drifted.length === 0;
  output.say(ok ? `${checked.length} mappings are fine` : `${mistakesOf(broken).length + drifted.length} to correct`);
  output.give({ ok, files: checked, mistakes: mistakesOf(broken) });
  return ok ? EXIT.done : EXIT.usage;
}

function brokenOf({ read, file }: Chosen): readonly BrokenFile[] {
  return [...read.broken, ...(file === null ? [] : read.retired)].filter((each) => file === null || each.file === file);
}

function mistakesOf(broken: readonly BrokenFile[]): readonly MappingIssue[] {
  return broken.flatMap(({ error }) => error.issues);
}

function checkedOf({ read, file: only }: Chosen): readonly CheckedFile[] {
  const files = [...read.used, ...read.older].filter(({ file }) => only === null || file === only);
  return files.map(({ mapping, file, lock }) => {
    const { name, version, examples, warnings } = mapping;
    const newer = read.used.find((used) => used.mapping.name === name)?.mapping.version ?? version;
    const notes = [
      ...(newer === version ? [] : [`not in use: ${newer} is`]),
      ...(examples.length === 0 ? ['has no examples'] : []),
      ...(read.lock !== null && lock === 'unlocked' ? ['is not locked yet: ferry mapping lock'] : []),
    ];
    return { file, mapping: name, version, lock, notes, warnings };
  });
}

function print({ output }: Context, { file, mapping, version, lock, notes, warnings }: CheckedFile): void {
  output.say(`${lock === 'drifted' ? 'STOP' : 'ok  '}  ${file}: ${mapping} ${version}, ${lock}`);
  for (const note of notes) output.say(`        ${output.asTyped(note)}`);
  for (const { file: at, line, column, message, hint } of warnings) {
    output.say(`        ${at}:${line}:${column} warning: ${message}`);
    if (hint !== undefined) output.say(`          ${output.asTyped(hint)}`);
  }
  if (lock === 'drifted')
    output.say(
      output.asTyped('        not what was locked under this version; ferry mapping lock says which to give it'),
    );
}
