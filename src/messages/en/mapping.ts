/** English: what mapping a record comes to. */
import { contract, tooLong } from './contract.ts';

/** What failed where `onError` decides: a problem, or with `onError: null` a loss. */
const failures = {
  'text-expected': ({ wanted }: { wanted: 'text' | 'reference' }) => `holds an object where a ${wanted} is expected`,
  'date-invalid': 'is no date of the form declared',
  'number-invalid': ({ form }: { form: 'any' | 'declared' }) =>
    form === 'any' ? 'is no number' : 'is no number of the form declared',
  'boolean-invalid': 'is neither of the words for yes and no',
  'pattern-costly': 'is too long a text for so large a pattern',
  'text-too-long': ({ max }: { max: number }) => `would become longer than ${max} characters`,
  'text-nesting': ({ format }: { format: 'html' | 'markdown' }) =>
    format === 'html'
      ? 'opens more elements within each other than any reader follows'
      : 'the Markdown is nested beyond all use',
  'attachment-invalid': 'holds something else than files with a ref',
};

/** What holds the character that no text can hold. */
type Holder = 'text' | 'value' | 'file-name' | 'link';

const HOLDERS: Readonly<Record<Exclude<Holder, 'text'>, string>> = {
  value: 'holds what no text can',
  'file-name': 'a file has a name that no text can hold',
  link: 'a link holds what no text can',
};

type Condition = { readonly of: 'rule' | 'block' } | { readonly of: 'exclusion'; readonly because: string };

type BadKey = { readonly why: 'no-text' | 'inexact' } | { readonly why: 'too-long'; readonly max: number };

function badKey(params: BadKey): string {
  if (params.why === 'too-long') return `the key is longer than ${params.max} characters`;
  return params.why === 'no-text' ? 'the key is no text' : 'the key is a number that is not exact';
}

/** Why a record was quarantined; what the console's schema refuses among them, whoever holds the record to it. */
export const problems = {
  ...failures,
  'value-unknown': 'holds a value the mapping does not know',
  'value-missing': 'is empty at the source',
  'text-nul': ({ holder }: { holder: Holder }) => (holder === 'text' ? 'contains NUL' : HOLDERS[holder]),
  'text-surrogate': ({ holder }: { holder: Holder }) =>
    holder === 'text' ? 'contains half a character (a lone surrogate)' : HOLDERS[holder],
  'when-failed': (params: Condition) =>
    params.of === 'exclusion'
      ? `the exclusion "${params.because}" fails on this record`
      : `the condition of its ${params.of} fails on this record`,
  'key-invalid': badKey,
  'name-unsafe': 'holds a field with a name that the console refuses',
  /** `levels` is null where even writing the record down failed. */
  'too-deep': ({ levels }: { levels: number | null }) =>
    levels === null ? 'is nested too deeply to be written down' : `the record is nested deeper than ${levels} levels`,
  contract,
  'too-long': tooLong,
  'unknown-field': 'is not a field of this entity',
  'mapping-fault': 'the mapping broke on this record',
};

const DANGLING = {
  kind: 'a link names no kind of record',
  encoding: 'a link is not percent-encoded',
  relative: 'a relative link leads nowhere',
} as const;

/** What was dropped, cut or defaulted. */
export const losses = {
  ...failures,
  'value-unknown': 'a value the mapping does not know was left out',
  defaulted: ({ was }: { was: 'unknown' | 'empty' }) =>
    was === 'unknown' ? 'a value the mapping does not know was replaced' : 'was empty at the source',
  truncated: ({ what, max }: { what: 'text' | 'file-name'; max: number }) =>
    what === 'text' ? `cut at ${max} characters` : `a file name was cut at ${max} characters`,
  'pattern-no-match': 'the pattern found nothing',
  'html-dropped': ({ element }: { element: string }) => `${element} was removed`,
  /** `scheme` is null where the address names none. */
  'address-removed': ({ of, scheme }: { of: 'image' | 'link'; scheme: string | null }) =>
    `the address of ${of === 'image' ? 'an image' : 'a link'}${scheme === null ? '' : ` (${scheme}:)`} is lost to readers`,
  'name-taken': 'a copied field has the name of one that the mapping adds',
  /** `host` is null where the address names none. */
  'image-outside': ({ host }: { host: string | null }) => `an image stays on ${host ?? 'another system'}`,
  'image-dangling': 'a relative image leads nowhere',
  'link-dangling': ({ why }: { why: keyof typeof DANGLING }) => DANGLING[why],
  'media-type-invalid': 'a file says it is of a kind that is none',
};
