/** A plan's findings as people and scripts are given them. */
import type { PlanFinding } from '../model/finding.ts';
import { hintOf, type Language, type Showable, sentenceOf } from './sentence.ts';

/** The same findings, each with its sentence and the next thing to do in it. */
export function shownFindings<F extends Showable & Pick<PlanFinding, 'code' | 'hint'>>(
  findings: readonly F[],
  language: Language = 'en',
): readonly (F & { readonly message: string; readonly hint: string | null })[] {
  return findings.map((finding) => ({
    ...finding,
    message: sentenceOf('finding', finding, language),
    hint: hintOf(finding, language),
  }));
}
