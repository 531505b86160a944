/** The codes of losses: what a mapping may accept by name. */

/** Those that mappings count, then those that fail under `onError: null`, then those of loading. */
export const LOSSES: readonly string[] = [
  ...[
    'defaulted',
    'value-unknown',
    'truncated',
    'pattern-no-match',
    'html-dropped',
    'address-removed',
    'name-taken',
    'check-failed',
  ],
  ...['image-outside', 'image-dangling', 'link-dangling', 'media-type-invalid', 'attachment-invalid'],
  ...['text-expected', 'number-invalid', 'date-invalid', 'boolean-invalid', 'pattern-costly', 'text-too-long'],
  ...['text-nesting', 'reference-missing', 'reference-dangling', 'drift-discarded', 'kept-absent'],
  ...['asset-missing', 'asset-refused', 'asset-broken', 'asset-unsupported', 'link-unsupported'],
];
