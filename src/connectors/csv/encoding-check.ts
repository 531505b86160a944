/** Holds the declared encoding to the bytes: a file that is UTF-8 and read as something else gives wrong text and no error. */
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';
import { decodeFile, isUtf8 } from './decode.ts';
import { bitsOf, multibyte, type Utf8Evidence, utf8In } from './encoding-evidence.ts';

/** Encodings in which pairs of bytes are characters, so that a short text may be sound UTF-8 by chance. */
const PAIRS =
  /^(?:gb|big5|cn-?big5|shift|sjis|euc|ks|korean|chinese|iso-?2022|(?:cp|ms|windows|win)?-?9(?:32|36|49|50))/;
/** One chance in a quarter of a million. */
const SURE_BITS = 18;

/**
 * An encoding that the bytes fit as well as the declared one, too few of them to be sure; null when nothing contradicts it. Throws
 * FatalError `encoding-wrong` for what can't be the declared encoding, and `file-truncated` for a file cut within a character.
 */
export async function otherEncoding(file: CsvFile): Promise<string | null> {
  if (isUtf8(file.encoding)) {
    for await (const _ of decodeFile(file));
    return null;
  }
  const evidence = file.encodingSure ? null : await utf8In(file.path);
  if (evidence === null) return null;
  const wide = /^utf-?(?:16|32)/.test(file.encoding);
  if (wide) {
    if (!evidence.nul) throw contradicted(file, evidence);
    return null;
  }
  if (multibyte(evidence) === 0) return null;
  if (!PAIRS.test(file.encoding) || bitsOf(evidence) >= SURE_BITS) throw contradicted(file, evidence);
  return 'utf-8';
}

function contradicted(file: CsvFile, evidence: Utf8Evidence): FatalError {
  const count = multibyte(evidence);
  const shown =
    count === 0
      ? 'has no NUL, which every line end would bring'
      : `is sound UTF-8 with ${count} ${count === 1 ? 'character' : 'characters'} of several bytes, the first at line ${evidence.line}`;
  return new FatalError(`${file.name} is declared as ${file.encoding} and ${shown}`, {
    code: 'encoding-wrong',
    at: evidence.line === null ? file.path : `${file.path}:${evidence.line}`,
    hint: `say \`encoding: utf-8\` beside its path in ferry.yaml; \`encoding: { name: ${file.encoding}, sure: true }\` reads it as declared all the same`,
  });
}
