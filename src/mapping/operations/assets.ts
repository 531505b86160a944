/** Files that belong to a record: attached to it, or standing as tokens in its values. */
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../../model/json.ts';
import { noteToken, tokensIn } from '../formats/tokens.ts';
import { type Frame, fullPath, lose, quarantine } from '../journal.ts';
import { isBlank, isList, member, textTrouble } from '../values.ts';
import { defineOperation, type RuleContext } from './operation.ts';
import { switchOn } from './steps.ts';

const LONGEST_NAME = 500;
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
/** What the field holds until the files are re-hosted; only there to see whether it can. */
const ATTACHED = { sha256: '0'.repeat(64), name: '', mediaType: null, bytes: null };

export const attachments = defineOperation({
  name: 'attachments',
  stage: 'convert',
  about:
    'a list of `{ref, name, mediaType}` to the files themselves; names are kept as they are and never used as paths',
  keys: { attachments: switchOn },
  yields: ATTACHED,
  gives: 'list',
  example: {
    rule: '{ from: a, attachments: true }',
    given: [{ ref: 'f/1', name: 'trace.txt', mediaType: 'text/plain' }],
    gives: [],
    target: 'attachments',
    fails: { given: ['no file'], code: 'attachment-invalid' },
  },
  compile: (_, context) => {
    if (context.path.at(-1) !== 'attachments') {
      context.report('attachments', `${context.path.join('.')} holds no attachments`);
      return null;
    }
    return (value, frame) => {
      const files = isList(value) ? value : [value];
      for (const file of files) if (file !== null) attach(file, frame, context);
      return [];
    };
  },
});

export const tokens = defineOperation({
  name: 'tokens',
  stage: 'convert',
  about: 'any value as it is; asset and record tokens in its texts are collected; an object without members is null',
  keys: { tokens: switchOn },
  example: { rule: '{ from: a, tokens: true }', given: { b: 'ferry-asset:a' }, gives: { b: 'ferry-asset:a' } },
  compile:
    (_, { path }) =>
    (value, frame) => {
      collect(value, frame, path);
      return isObject(value) && Object.keys(value).length === 0 ? null : value;
    },
});

/** Notes one file in the journal; what isn't a file with a `ref` fails, a name that can't be stored quarantines the record. */
function attach(file: JsonValue, frame: Frame, context: RuleContext): void {
  const ref = member(file, 'ref');
  if (!isObject(file) || typeof ref !== 'string' || isBlank(ref)) {
    context.fail(frame, { code: 'attachment-invalid' });
    return;
  }
  const name = nameOf(file, ref);
  const trouble = textTrouble(ref) ?? textTrouble(name);
  if (trouble !== null) {
    quarantine(frame, context.path, { code: trouble, params: { holder: 'file-name' } });
    return;
  }
  const mediaType = mediaTypeOf(file, frame, context);
  const path = fullPath(frame, context.path);
  frame.journal.assets.push({ ref, name: cut(name, frame, context), ...mediaType, path });
}

function nameOf(file: JsonObject, ref: string): string {
  const name = member(file, 'name');
  return typeof name === 'string' && !isBlank(name) ? name : ref.slice(ref.lastIndexOf('/') + 1);
}

function mediaTypeOf(file: JsonObject, frame: Frame, { path }: RuleContext): { readonly mediaType?: string } {
  const written = member(file, 'mediaType');
  if (isBlank(written)) return {};
  if (typeof written === 'string' && MEDIA_TYPE.test(written)) return { mediaType: written };
  lose(frame, path, { code: 'media-type-invalid' });
  return {};
}

function cut(name: string, frame: Frame, { path }: RuleContext): string {
  if (name.length <= LONGEST_NAME) return name;
  lose(frame, path, { code: 'truncated', params: { what: 'file-name', max: LONGEST_NAME } });
  return name.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, '');
}

/** Notes the tokens of every text in a value, at the path where each stands. */
function collect(value: JsonValue, frame: Frame, path: readonly PathStep[]): void {
  if (typeof value === 'string') for (const token of tokensIn(value)) noteToken(token, frame, path);
  if (typeof value !== 'object' || value === null) return;
  if (isList(value)) for (const [index, item] of value.entries()) collect(item, frame, [...path, index]);
  else for (const [name, inner] of Object.entries(value)) collect(inner, frame, [...path, name]);
}
