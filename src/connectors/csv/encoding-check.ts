/** Holds the declared encoding to the bytes: a file that is UTF-8 and read as something else gives wrong text and no error. */
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';
import { decodeFile, isUtf8 } from './decode.ts';
import { bitsOf, chineseRuns, multibyte, type Utf8Evidence, utf8In } from './encoding-evidence.ts';

/** Encodings in which pairs of bytes are characters, so that a short text may be sound UTF-8 by chance. */
const PAIRS =
  /^(?:gb|big5|cn-?big5|shift|sjis|euc|ks|korean|chinese|iso-?2022|(?:cp|ms|windows|win)?-?9(?:32|36|49|50))/;
/** Encodings with a NUL beside every ASCII character. */
const WIDE = /^utf-?(?:16|32)/;
/** One chance in a quarter of a million; in a million. */
const SURE_BITS = 18;
const SURE_RUNS = 20;

/**
 * An encoding that the bytes fit as well as the declared one, too few of them to be sure; null when nothing contradicts it. Throws
 * FatalError `encoding-wrong` for what can't be the declared encoding, and `file-truncated` for a file cut within a character.
 */
export async function otherEncoding(file: CsvFile): Promise<string | null> {
  if (isUtf8(file.encoding)) {
    for await (const _ of decodeFile(file));
    return null;
  }
  if (file.encodingSure) return null;
  const evidence = await utf8In(file.path);
  if (WIDE.test(file.encoding)) {
    if (evidence !== null && !evidence.nul) throw contradicted(file, evidence);
    return null;
  }
  const pairs = PAIRS.test(file.encoding);
  if (evidence === null) {
    if (!pairs) await refuseChinese(file);
    return null;
  }
  return maybeUtf8(file, evidence, pairs);
}

/** Text of single bytes is never sound UTF-8 but by a rare accident; text of pairs is, when it is short. */
function maybeUtf8(file: CsvFile, evidence: Utf8Evidence, pairs: boolean): string | null {
  if (multibyte(evidence) === 0) return null;
  if (!pairs || bitsOf(evidence) >= SURE_BITS) throw contradicted(file, evidence);
  return 'utf-8';
}

/** A file of Chinese text, read as an encoding of single bytes. */
async function refuseChinese(file: CsvFile): Promise<void> {
  if ((await chineseRuns(file.path)) < SURE_RUNS) return;
  throw wrong(file, 'gb18030', { what: 'is sound GB18030 in all its texts', at: file.path });
}

function contradicted(file: CsvFile, evidence: Utf8Evidence): FatalError {
  const count = multibyte(evidence);
  const shown =
    count === 0
      ? 'has no NUL, which every line end would bring'
      : `is sound UTF-8 with ${count} ${count === 1 ? 'character' : 'characters'} of several bytes, the first at line ${evidence.line}`;
  const at = evidence.line === null ? file.path : `${file.path}:${evidence.line}`;
  return wrong(file, 'utf-8', { what: shown, at });
}

function wrong(file: CsvFile, fits: string, { what, at }: { readonly what: string; readonly at: string }): FatalError {
  return new FatalError(`${file.name} is declared as ${file.encoding} and ${what}`, {
    code: 'encoding-wrong',
    at,
    hint: `say \`encoding: ${fits}\` beside its path in ferry.yaml; \`encoding: { name: ${file.encoding}, sure: true }\` reads it as declared all the same`,
  });
}
