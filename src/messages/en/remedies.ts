/** English: what to do about a quarantined record, by the code of its problem. A problem without a remedy doesn't compile. */
import type * as connectors from './connectors.ts';
import type * as load from './load.ts';
import type * as mapping from './mapping.ts';

type Problems = typeof connectors.problems & typeof load.problems & typeof mapping.problems;

const correctSource = 'correct it at the source';
const correctFile = 'correct the file';
const anotherKey = 'correct it in the export, or name another column in key:';
const drift = 'map it or ignore it, or change drift: of the route';

/** The next thing to type or to change. */
export const remedies: { readonly [K in keyof Problems]: string } = {
  'row-ragged': 'correct the row in the export; a separator or a line end within a cell needs quotes around the cell',
  'cell-json': 'correct the cell in the export, or take its column out of json:',
  'key-missing': 'fill the key in, or name another column in key:',
  'key-unusable': anotherKey,
  'key-duplicate': 'remove one of the rows, name another column in key:, or say rows: if several rows make one record',
  'age-unreadable':
    'correct the cell at the source, or declare the form of the column: latest: or version: { column, format }',
  'file-name-shared': 'rename one of the two files',
  'file-unreadable': 'give the account that Ferry runs under the right to read it',
  'file-too-large': 'split the file',
  'encoding-wrong': 'say encoding: beside the path of the file (gb18030, utf-16, windows-1252, …)',
  'front-matter': correctFile,
  'record-other': 'look at both numbers in RT; the next run reads the record again',
  'field-hidden': 'give the account the rights that ferry check names',
  'text-expected': 'correct the path of the rule so that it leads to a text, or add text: true',
  'date-invalid': 'correct date: or zone: of the rule, list the value under unset:, or say onError: null',
  'number-invalid': 'correct it at the source, take signs out with replace:, or say onError: null',
  'boolean-invalid': 'list the words: boolean: { true: […], false: […] }',
  'pattern-costly': 'make the pattern smaller, or cut the text with a rule before',
  'text-too-long': 'cut what goes in with max:',
  'text-nesting': 'correct the text at the source, or load it as plain text',
  'attachment-invalid': 'point the rule at the list of files',
  'value-unknown':
    'add the value to the table (Observed values has the lines to paste), or say otherwise: what becomes of it',
  'value-missing': 'fill it in at the source, or give the rule another missing:',
  'text-nul': `${correctSource}, or take the character out with replace:`,
  'text-surrogate': 'the export was cut or decoded wrongly: declare its encoding:, or export it again',
  'when-failed': 'guard the condition: a != null && a > 5',
  'key-invalid': 'name another field in key:',
  'name-unsafe': 'map the wanted members one by one instead of the whole object',
  'too-deep': 'map the wanted members at the source, or ignore the field',
  contract:
    'change the rule so that it makes what the console takes: map:, max:, default it with missing:, or another operation',
  'too-long': 'cut it with max:, or raise the limit in the console',
  'unknown-field': 'take the field out of the mapping, or put it under custom',
  'mapping-fault': 'report it as a fault of Ferry with the mapping and the shape of the record; the record is kept',
  'reference-missing': 'load the record that it refers to first, or say missing: of the reference',
  'reference-ambiguous':
    'say via: in the mapping which identity is meant, or correct the identities of the records named',
  'reference-misplaced': 'report it as a fault of Ferry with the mapping',
  'match-ambiguous': 'decide who is who: ferry people match, or ferry customers match',
  'identity-duplicate': 'merge the two at the source, or give them distinct keys',
  merged: 'nothing; ferry people split, or ferry customers split, takes the decision back',
  superseded: 'nothing',
  'newer-version-unknown':
    'look at the record in the console: another kind of version was written, or the source was put back',
  'target-changed': 'decide in the console; the update is sent once the field holds the imported value again',
  'too-large': 'shorten the record, or leave its largest field out',
  'request-refused': 'look at what the target says of the call; check url: and its version',
  refused: 'look at the target; run again once it takes the record',
  'drift-field': drift,
  'drift-type': drift,
  'drift-gone': 'bring the field back at the source, or let the mapping do without it',
  'drift-value': 'add the value to the table, or change drift: of the route',
};
