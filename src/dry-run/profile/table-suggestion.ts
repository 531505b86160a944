/** Writes the lines that a mapping's table lacks, ready to paste: a guess is marked as one, and a line without a guess doesn't compile. */
import type { TableFact } from '../../model/mapping-facts.ts';
import { cut, isCutSeen } from './bounded-count.ts';
import { quoted } from './yaml-text.ts';

/** Lines proposed at most; more unknown values than that want another rule. */
const MOST_LINES = 50;

/** Words that service desks use for the same thing, each with what it is called in the console. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  new: ['created', 'registered', 'submitted', '新建', '待受理'],
  open: ['active', 'assigned', 'accepted', 'in progress', 'work in progress', 'wip', 'reopened', '处理中', '已受理'],
  pending: ['awaiting', 'waiting', 'on hold', 'hold', 'stalled', 'suspended', 'deferred', '挂起', '等待'],
  solved: ['resolved', 'fixed', 'done', 'completed', 'answered', '已解决'],
  closed: ['cancelled', 'canceled', 'rejected', 'finished', 'archived', '已关闭', '已取消'],
  urgent: ['critical', 'emergency', 'p1', '1', '紧急'],
  high: ['major', 'important', 'p2', '2', '高'],
  normal: ['medium', 'moderate', 'p3', '3', '中'],
  low: ['minor', 'planning', 'trivial', 'p4', '4', '低'],
  true: ['yes', 'y', '1', '是'],
  false: ['no', 'n', '0', '否'],
};

/** YAML entries for a `map:`, one a line; null when every value is known or the table is no `map`. */
export function suggestLines(
  table: TableFact,
  unknown: readonly { readonly value: string; readonly count: number }[],
): string | null {
  if (unknown.length === 0 || table.kind !== 'map') return null;
  const lines = unknown.slice(0, MOST_LINES).map(({ value, count }) => lineFor(value, count, table.takes));
  const left = unknown.length - MOST_LINES;
  return [...lines, ...(left > 0 ? [`# … and ${left} more: values.csv has up to 2,000`] : [])].join('\n');
}

/** An alias that no mapping defines: whatever the field takes, a line that nobody decided about doesn't compile. */
const UNDECIDED = '*CHOOSE';

function lineFor(value: string, count: number, takes: readonly string[]): string {
  const times = `in ${count} ${count === 1 ? 'record' : 'records'}`;
  const no = whyNoKey(value);
  if (no !== null) return `# ${quoted(cut(value, 60))}: ${UNDECIDED} # ${no}; ${times}`;
  const guess = guessFor(value, takes);
  if (guess !== null) return `${quoted(value)}: ${quoted(guess)} # guessed: check it; ${times}`;
  const known = takes.length > 0 ? ` one of ${takes.join(', ')};` : '';
  return `${quoted(value)}: ${UNDECIDED} #${known} ${times}`;
}

/** YAML takes keys of one line up to 1,024 characters, escapes counted. */
const LONGEST_KEY = 1_000;
/** A half character; like NUL, nothing can store it. */
const HALF = /\p{Surrogate}/u;

/** Why a value can't stand as a key; null when it can. */
function whyNoKey(value: string): string | null {
  if (isCutSeen(value)) return 'longer than what is remembered of a value: map it by another rule';
  if (quoted(value).length > LONGEST_KEY) return 'too long for a key: map it by another rule';
  if (value.includes('\0') || HALF.test(value)) return 'no text that a mapping may hold';
  return value === '__proto__' ? 'no name that a mapping may use' : null;
}

/** The word itself in another spelling, or one that means the same; null when nothing is near enough. */
function guessFor(value: string, takes: readonly string[]): string | null {
  const plain = value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
  const same = takes.find((word) => word.toLowerCase().replaceAll(/[\s_-]+/g, ' ') === plain);
  if (same !== undefined) return same;
  const meant = Object.entries(SYNONYMS).find(([word, others]) => takes.includes(word) && others.includes(plain));
  if (meant !== undefined) return meant[0];
  const within = Object.entries(SYNONYMS).find(
    ([word, others]) =>
      takes.includes(word) && others.some((other) => other.length > 3 && plain.startsWith(`${other} `)),
  );
  return within?.[0] ?? null;
}
