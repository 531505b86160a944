/** Tokens that stand in texts for assets and records: noted in the journal, so that they are re-hosted and resolved. */
import { isEntity } from '../../model/entity.ts';
import type { PathStep } from '../../model/json.ts';
import { type Frame, fullPath, lose, quarantine } from '../journal.ts';
import { textTrouble } from '../values.ts';

const ASSET = 'ferry-asset:';
const RECORD = 'ferry-record:';
/** As `assetToken` and `recordToken` write them. */
const TOKENS = /ferry-asset:[A-Za-z0-9._%-]+|ferry-record:[a-z-]+\/[A-Za-z0-9._%-]+/g;

/** By how it begins: whether it can be read shows when it is noted. Pure. */
export function isAssetToken(text: string): boolean {
  return text.startsWith(ASSET);
}

/** Notes one token of the text at `path`; false when it is none. A token that can't be read is a counted loss. */
export function noteToken(token: string, frame: Frame, path: readonly PathStep[]): boolean {
  if (token.startsWith(ASSET)) noteAsset(token, frame, path);
  else if (token.startsWith(RECORD)) noteRecord(token, frame, path);
  else return false;
  return true;
}

/** Every token that stands in a text, once each. */
export function tokensIn(text: string): readonly string[] {
  return text.includes('ferry-') ? [...new Set(text.match(TOKENS) ?? [])] : [];
}

function noteAsset(url: string, frame: Frame, path: readonly PathStep[]): void {
  const ref = decoded(url.slice(ASSET.length), frame, path);
  if (ref === null) return;
  // A token has no name of its own: the source knows what the file is called.
  frame.journal.assets.push({ ref, name: '', path: fullPath(frame, path) });
}

/** Notes a link to a record as a reference by that record's id at its source. */
function noteRecord(url: string, frame: Frame, path: readonly PathStep[]): void {
  const [entity = '', ...rest] = url.slice(RECORD.length).split('/');
  const value = decoded(rest.join('/'), frame, path);
  if (value === null) return;
  if (!isEntity(entity)) {
    lose(frame, path, { code: 'link-dangling', params: { why: 'kind' } });
    return;
  }
  // A token means a record of the source that wrote it, whatever others number alike.
  const reference = { entity, value, via: 'id', missing: 'defer', form: 'token' } as const;
  frame.journal.references.push({ path: fullPath(frame, path), ...reference });
}

/** Null after noting why it can't be used. */
function decoded(text: string, frame: Frame, path: readonly PathStep[]): string | null {
  try {
    const plain = decodeURIComponent(text);
    const trouble = textTrouble(plain);
    return trouble === null ? plain : quarantine(frame, path, { code: trouble, params: { holder: 'link' } });
  } catch {
    return lose(frame, path, { code: 'link-dangling', params: { why: 'encoding' } });
  }
}
