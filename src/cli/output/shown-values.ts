/** Decides whether a command prints contents of records: their form alone, unless somebody asks for them with `--show-values`. */
import type { FindingExample, PlanFinding } from '../../model/finding.ts';

/** Makes of a value what is printed of it. */
export type ShowValue = (value: string) => string;

/** What every command takes that may print values of records. */
export interface ValueOptions {
  readonly showValues?: boolean;
}

/** As it is when asked for, else masked. */
export function valuesShown({ showValues = false }: ValueOptions): ShowValue {
  return showValues ? (value) => value : masked;
}

/**
 * The form of a value without its contents: digits as 9, capitals as X, other letters and characters of any script as x; blanks
 * and signs stay, so that a wrong separator or a missing zero still shows. Pure.
 */
export function masked(value: string): string {
  return value
    .replace(/\p{N}/gu, '9')
    .replace(/\p{Lu}/gu, 'X')
    .replace(/[\p{L}\p{M}]/gu, (letter) => (letter === 'X' ? letter : 'x'))
    .replace(/[^\p{ASCII}\p{P}\p{Z}]/gu, 'x');
}

/** Findings with their examples as they may be printed. */
export function withValues<F extends Pick<PlanFinding, 'example'>>(
  findings: readonly F[],
  show: ShowValue,
): readonly F[] {
  return findings.map((one) =>
    one.example === undefined ? one : { ...one, example: shownExample(one.example, show) },
  );
}

function shownExample(example: FindingExample, show: ShowValue): FindingExample {
  return { ...example, value: show(example.value) };
}
