/** What is checked of a mapping file as a whole, beside its rules: its shape, and parts that contradict one another. */
import { MASTERS } from '../model/entity.ts';
import { type Compilation, type Mistake, report } from './compilation.ts';
import { type MappingFile, SHAPE_KEYS } from './shape.ts';
import { didYouMean } from './suggest.ts';

/** A mistake that zod found in the file's shape, in words for authors. */
export function shapeMistake(issue: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}): Mistake {
  const at = issue.path.filter((step) => typeof step !== 'symbol');
  const [key] = issue.keys ?? [];
  if (key !== undefined)
    return { at: [...at, key], part: 'key', message: `${key} means nothing here`, hint: didYouMean(key, SHAPE_KEYS) };
  const name = at.length === 0 ? 'the file' : String(at.at(-1));
  return { at, message: `${name} ${lowered(issue.message)}` };
}

function lowered(message: string): string {
  return message.startsWith('Invalid input: ') ? message.slice('Invalid input: '.length) : message;
}

/** Reports lists that are filled under `fields` and under `each`. */
export function checkOnce(file: MappingFile, compilation: Compilation): void {
  const names = new Set(Object.keys(file.fields).map((name) => name.split('.')[0]));
  for (const name of Object.keys(file.each ?? {}).filter((list) => names.has(list))) {
    report(compilation, {
      at: ['each', name],
      part: 'key',
      message: `${name} is filled twice, under fields and under each`,
    });
  }
}

/** Reports a `match` for what is never matched, and one by identities that the file doesn't declare. */
export function checkMatch(file: MappingFile, compilation: Compilation): void {
  const { entity } = compilation.target;
  if (file.match === undefined) return;
  if (!MASTERS.includes(entity)) {
    report(compilation, {
      at: ['match'],
      part: 'key',
      message: `a ${entity} is never matched`,
      hint: `only ${MASTERS.join(', ')} are`,
    });
  }
  const kinds = (file.identities ?? []).map(({ kind }) => kind);
  for (const [rule, wanted] of file.match.entries()) {
    for (const [index, kind] of wanted.entries()) {
      if (kinds.includes(kind)) continue;
      report(compilation, {
        at: ['match', rule, index],
        message: `no identity is of kind ${kind}`,
        hint: didYouMean(kind, kinds),
      });
    }
  }
}
