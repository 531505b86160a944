/** English: why the console's contract refuses a field, whoever holds the record to it. */

/** What the contract wants where it isn't met. Never what the record holds. */
export type Refusal =
  | {
      readonly why:
        | 'unknown-field'
        | 'required'
        | 'pattern'
        | 'empty'
        | 'repeated'
        | 'form'
        | 'instant'
        | 'day'
        | 'call'
        | 'refused';
    }
  | { readonly why: 'words'; readonly words: readonly string[] }
  /** `wanted`: names of JSON's types. */
  | { readonly why: 'type'; readonly wanted: readonly string[] }
  | { readonly why: 'long'; readonly of: 'characters' | 'items'; readonly max: number }
  | { readonly why: 'short'; readonly of: 'characters' | 'items'; readonly min: number }
  | {
      readonly why: 'bound';
      readonly bound: 'at least' | 'at most' | 'more than' | 'less than';
      readonly limit: number;
    };

const PLAIN: Readonly<Record<Exclude<Refusal['why'], 'words' | 'type' | 'long' | 'short' | 'bound'>, string>> = {
  'unknown-field': 'holds a field the console does not know',
  required: 'is required',
  pattern: 'does not match the pattern that the console asks for',
  empty: 'must not be empty',
  repeated: 'must not hold the same entry twice',
  form: 'has a form that the console does not take',
  instant: 'must be an instant in UTC, as 2026-03-12T00:15:30Z',
  day: 'must be a calendar day, as 2026-03-12',
  call: 'the target refuses a call with this record',
  refused: 'is refused by the console',
};

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'an object'],
  ['null', 'nothing (null)'],
]);

/** That the contract refuses a field. */
export function contract(params: Refusal): string {
  switch (params.why) {
    case 'words':
      return `must be one of ${params.words.join(', ')}`;
    case 'type':
      return `must be ${params.wanted.map(typeWord).join(' or ')}`;
    case 'long':
      return tooLong(params);
    case 'short':
      return `must have at least ${params.min} ${params.of}`;
    case 'bound':
      return `must be ${params.bound} ${params.limit}`;
    default:
      return PLAIN[params.why];
  }
}

/** A type of JSON as people call it. */
export function typeWord(type: string): string {
  return TYPES.get(type) ?? type;
}

const LIMITS: ReadonlyMap<string, (limit: number) => string> = new Map([
  ['maxLength', (limit: number) => `at most ${limit} characters`],
  ['minLength', (limit: number) => `at least ${limit} characters`],
  ['maxItems', (limit: number) => `at most ${limit} items`],
  ['minItems', (limit: number) => `at least ${limit} items`],
  ['maxProperties', (limit: number) => `at most ${limit} fields`],
  ['minProperties', (limit: number) => `at least ${limit} fields`],
  ['maximum', (limit: number) => `at most ${limit}`],
  ['minimum', (limit: number) => `at least ${limit}`],
  ['exclusiveMaximum', (limit: number) => `less than ${limit}`],
  ['exclusiveMinimum', (limit: number) => `more than ${limit}`],
]);

/** A limit of a schema as people say it. */
export function limitWords(keyword: string, limit: number): string {
  return LIMITS.get(keyword)?.(limit) ?? `${keyword} ${limit}`;
}

/** What there is too much of. */
export type TooMuch = { readonly of: 'characters' | 'items' | 'fields' | 'number'; readonly max: number };

/** That a field holds more than the contract allows. */
export function tooLong({ of, max }: TooMuch): string {
  return of === 'number' ? `must be at most ${max}` : `has more than the ${max} ${of} that the console takes`;
}
