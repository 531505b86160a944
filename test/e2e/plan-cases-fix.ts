/** Forgets things in a mapping as an author would, and fixes it as a reader of the report would: from `plan.json` and nothing else. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, parse, parseDocument } from 'yaml';
import type { PlanFacts } from '../../src/model/plan-facts/facts.ts';
import { FORGOTTEN_STATES } from './plan-cases.ts';

/** The incident mapping without some states, without the lowest priority, and silent about a column. */
export function weaken(text: string): string {
  const lines = text.split('\n').filter((line) => {
    const words = line.trim();
    return !FORGOTTEN_STATES.some((state) => words.startsWith(`${state}: `)) && !words.includes('field: notify');
  });
  return lines.join('\n').replace('version: 1.0.0', 'version: 1.1.0').replace('"4": low, "5": low', '"5": low');
}

export function factsOf(folder: string): PlanFacts {
  return JSON.parse(readFileSync(path.join(folder, 'plan.json'), 'utf8'));
}

/** The mapping with what the report suggests for its tables, and its hints' lines for fields that nobody maps. */
export function fixFromReport(text: string, folder: string): string {
  const { tables, fields } = factsOf(folder);
  const document = parseDocument(text);
  const own = (lane: string) => lane.endsWith('servicenow-incident');
  for (const { lane, target, suggestion } of tables) {
    if (!own(lane)) continue;
    for (const [value, becomes] of entriesOf(parse(decided(suggestion ?? '')))) {
      document.setIn(['fields', target, 'map', value], becomes);
    }
  }
  for (const { lane, field, fate, filled } of fields) {
    if (!own(lane) || fate !== 'unmapped' || filled === 0) continue;
    document.addIn(['ignore'], { field, because: 'nobody reads it' });
  }
  if (!isMap(document.contents)) throw new Error('the mapping is no map any more');
  return document.toString({ lineWidth: 0 });
}

/**
 * Where the report leaves the choice to a person, this one takes the first word that it offers; where it offers none, nobody
 * knows what is right, and those records stay broken.
 */
function decided(suggestion: string): string {
  const lines = suggestion.replaceAll(/: \*CHOOSE # one of ([^,;]+)/g, ': $1').split('\n');
  return lines.filter((line) => !line.includes('*CHOOSE')).join('\n');
}

/** Values and what they become, wherever they stand in the suggestion. */
function entriesOf(suggested: unknown): readonly (readonly [string, string])[] {
  if (suggested === null || typeof suggested !== 'object') return [];
  return Object.entries(suggested).flatMap(([name, value]): (readonly [string, string])[] =>
    typeof value === 'string' ? [[name, value]] : [...entriesOf(value)],
  );
}
