/** ferry mapping test: runs the examples in mapping files and the golden records beside them. */
import { runExamples } from '../mapping/examples/examples.ts';
import { refuseBroken } from '../project/broken-mappings.ts';
import { type Chosen, chosenMappings } from '../project/chosen-mappings.ts';
import { type GoldenFile, goldenFiles, takeOver } from '../project/golden-files.ts';
import type { MappingFile } from '../project/mapping-file.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { PathOptions } from './mapping-options.ts';

export interface TestOptions extends PathOptions {
  readonly update?: boolean;
}

/** One example or golden record and how it came out. */
interface Tested {
  readonly file: string;
  readonly kind: 'example' | 'golden';
  readonly name: string;
  readonly differences: readonly string[];
}

/** Exits 1 when something comes out otherwise than it should. With `--update` the results of golden records become what should be. */
export async function mappingTest(context: Context, options: TestOptions): Promise<ExitCode> {
  const { output } = context;
  const chosen = await chosenMappings(options.paths, context);
  refuseBroken(chosen.flatMap(({ read, file }) => read.broken.filter((each) => file === null || each.file === file)));
  const files = chosen.flatMap(mappingsOf);
  const examples = files.flatMap(testExamples);
  const golden = (await Promise.all(chosen.map(goldenOf))).flat();
  const tested = [...examples, ...golden.flatMap(testGolden)];
  for (const each of tested) print(context, each);
  const updated = options.update === true ? await update(context, golden) : [];
  const failed = tested.filter(
    ({ kind, differences }) => differences.length > 0 && (kind === 'example' || options.update !== true),
  );
  output.say(`${tested.length - failed.length} of ${tested.length} come out as they should (${files.length} mappings)`);
  output.give({ ok: failed.length === 0, tested: tested.length, failed, updated });
  return failed.length === 0 ? EXIT.done : EXIT.failed;
}

function mappingsOf({ read, file }: Chosen): readonly MappingFile[] {
  return [...read.used, ...read.older].filter((each) =>
    file === null ? read.used.includes(each) : each.file === file,
  );
}

async function goldenOf(chosen: Chosen): Promise<readonly GoldenFile[]> {
  const names = mappingsOf(chosen).map(({ mapping }) => mapping.name);
  return (await goldenFiles(chosen.read)).filter(({ mapping }) => names.includes(mapping));
}

function testExamples({ mapping, file }: MappingFile): readonly Tested[] {
  const failures = new Map(runExamples(mapping).map(({ example, differences }) => [example, differences]));
  return mapping.examples.map(({ name }) => ({ file, kind: 'example', name, differences: failures.get(name) ?? [] }));
}

function testGolden({ file, outcomes }: GoldenFile): readonly Tested[] {
  return outcomes.map(({ case: { name }, differences }) => ({ file, kind: 'golden', name, differences }));
}

function print({ output }: Context, { file, name, differences }: Tested): void {
  output.say(`${differences.length === 0 ? 'ok  ' : 'NOT '}  ${file}: ${name}`);
  for (const difference of differences) output.say(`        ${difference}`);
}

async function update({ output }: Context, golden: readonly GoldenFile[]): Promise<readonly string[]> {
  const changed = golden.filter(({ outcomes }) => outcomes.some(({ differences }) => differences.length > 0));
  for (const file of changed) {
    await takeOver(file);
    output.say(`WROTE ${file.file}: what it expects is now what came. Read the difference before you commit it.`);
  }
  return changed.map(({ file }) => file);
}
