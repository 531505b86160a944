/** Makes the sentence of a problem, a loss or a finding when it is shown. */
import type { MessageParams } from '../model/message.ts';
import type { Sentences, Translated } from './catalogue.ts';
import { ENGLISH, type English } from './english.ts';

/** What Ferry speaks. Another language is added here and in `CATALOGUES`; the compiler then asks for every sentence. */
export type Language = 'en';

/** A whole catalogue in some language: the codes and parameters of the English one. */
export type Catalogue = { readonly [K in keyof English]: Translated<English[K]> };

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { en: ENGLISH };

/** Which catalogue a code is looked up in: the same code may be said otherwise of a problem than of a loss. */
export type MessageKind = 'problem' | 'loss' | 'finding';

/** A message as it was made, or as the ledger gives it back. */
export interface Showable {
  readonly code: string | null;
  readonly params?: MessageParams | null | undefined;
  readonly message?: string | null | undefined;
  /** Of a finding that stands for others. */
  readonly further?: { readonly count: number; readonly names: readonly string[] } | undefined;
}

const LISTS = { problem: 'problems', loss: 'losses', finding: 'findings' } as const;

/**
 * The words that the row brings along where it has any (another system's, or stored before), else the sentence of its code.
 * Never throws: a code that this Ferry doesn't know, or knows with other parameters, is shown as it is.
 */
export function sentenceOf(kind: MessageKind, row: Showable, language: Language = 'en'): string {
  const { further } = row;
  return `${ownSentence(kind, row, language)}${further === undefined ? '' : CATALOGUES[language].phrases.further(further)}`;
}

function ownSentence(kind: MessageKind, row: Showable, language: Language): string {
  const { code, params, message } = row;
  if (typeof message === 'string') return message;
  if (code === null) return '';
  const catalogue = CATALOGUES[language];
  const own = said(catalogue[LISTS[kind]], code, params);
  if (own !== undefined) return own;
  return (kind === 'finding' && said(catalogue.findings, 'loss', ofLoss(code, params, language))) || code;
}

/** The next thing to type or to change; null when nothing is to be done. */
export function hintOf(
  { code, params, hint }: Showable & { readonly code: string; readonly hint?: string | null | undefined },
  language: Language = 'en',
): string | null {
  if (hint !== undefined) return hint;
  const { findings, hints } = CATALOGUES[language];
  if (Object.hasOwn(findings, code)) return said(hints, code, params) ?? null;
  return said(hints, 'loss', ofLoss(code, params, language)) ?? null;
}

/** What to do about a problem; null for a code in other words than Ferry's. */
export function remedyOf({ code }: Pick<Showable, 'code'>, language: Language = 'en'): string | null {
  return (code !== null && said(CATALOGUES[language].remedies, code, undefined)) || null;
}

/** The parameters of a finding that is a kind of loss, as `lossFinding` makes it; undefined for any other. */
function ofLoss(code: string, params: Showable['params'], language: Language): MessageParams | undefined {
  if (typeof params?.field !== 'string') return undefined;
  const lost = code.replace(/^loss-/, '');
  const sentence = params.sentence ?? sentenceOf('loss', { code: lost, params }, language);
  return { field: params.field, code: lost, sentence };
}

function said(sentences: Sentences, code: string, params: MessageParams | null | undefined): string | undefined {
  const sentence = Object.hasOwn(sentences, code) ? sentences[code] : undefined;
  if (typeof sentence !== 'function') return sentence;
  if (params === undefined || params === null) return undefined;
  try {
    // The makers held the parameters to the sentence when the row was made.
    return sentence(strict(params) as never) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A parameter that isn't there throws, so that no sentence says `undefined`. */
function strict(params: MessageParams): MessageParams {
  return new Proxy(params, {
    get: (all, name) => {
      if (typeof name !== 'string' || !Object.hasOwn(all, name)) throw new RangeError('no such parameter');
      return all[name];
    },
  });
}
