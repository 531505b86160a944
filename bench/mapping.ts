/** How many records a second one core maps: 30 fields through the whole mapping, checks of the contract included, beside the same fields filled by hand. */
import { createHash } from 'node:crypto';
import { compileMapping } from '../src/mapping/compile.ts';
import { canonicalJson } from '../src/model/canonical.ts';
import type { SourceRecord } from '../src/model/record.ts';
import { byHandOne } from './mapping-by-hand.ts';

const RECORDS = 20_000;
const ROUNDS = 7;

// 10 copies, 4 texts, 3 maps, 3 templates, 3 dates, 3 splits, 2 conditions, 2 constants: the mix the engines were compared by.
const TEXT = `
mapping: bench
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: number
defaults: { zone: Asia/Shanghai }
fields:
  number: number
  kind: kind
  custom.a: a
  custom.b: b
  custom.c: c
  custom.d: d
  custom.e: e
  custom.f: f
  custom.g: g
  custom.h: nested.deep.value
  title: { from: title, trim: true, missing: "(no subject)" }
  custom.category: { from: category, trim: true, lower: true }
  custom.location: { from: location, lower: true }
  custom.vendor: { from: vendor, squeeze: true }
  status: { from: state, map: { "1": new, "2": open, "3": pending, "7": closed }, otherwise: quarantine }
  priority: { from: urgency, map: { "1": urgent, "2": high, "3": normal, "4": low }, otherwise: quarantine }
  interruption: { from: down, map: { Y: true, N: false }, otherwise: quarantine }
  custom.label: { template: "{{ number }} / {{ kind }}" }
  custom.place: { template: "{{ location }}, {{ category }}" }
  custom.path: { template: "{{ a }}-{{ b }}-{{ c }}" }
  createdAt: { from: opened, date: "DD-MM-YYYY HH:mm" }
  resolvedAt: { from: resolved, date: iso }
  closedAt: { from: closed, date: epoch }
  tags: { from: tags, split: ",", unique: true }
  custom.watchers: { from: watchers, split: ";" }
  custom.sites: { from: sites, split: "/" }
  custom.late: { from: late, when: "state == '7'" }
  custom.note: { from: note, when: "urgency == '1' || urgency == '2'" }
  body.format: { const: text }
  body.content: description
`;

const mapping = compileMapping({
  file: 'bench.yaml',
  text: TEXT,
  tables: {},
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
});

const records = Array.from({ length: RECORDS }, (_, index) => record(index));
checkSame();
const ways = { mapping: mapAll, hand: handAll };
// Interleaved, so that whatever else the machine does falls on both; the first rounds only warm up.
const rounds = Array.from({ length: ROUNDS }, () => ({ mapping: rate(ways.mapping), hand: rate(ways.hand) })).slice(1);
const mapped = median(rounds.map((round) => round.mapping));
const byHand = median(rounds.map((round) => round.hand));
console.log(
  `mapping: ${shown(mapped)} records/s on one core, by hand and unchecked: ${shown(byHand)}; ` +
    `ratio ${Math.round((median(rounds.map((round) => round.mapping / round.hand)) || 0) * 100)} % ` +
    `(medians of ${rounds.length} rounds of ${RECORDS})`,
);

function shown(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en');
}

function median(all: readonly number[]): number {
  const sorted = [...all].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Records per second of CPU time. */
function rate(all: () => number): number {
  const start = process.cpuUsage();
  if (all() !== RECORDS) throw new Error(`not all of ${RECORDS} records were mapped`);
  const { user, system } = process.cpuUsage(start);
  return (RECORDS * 1e6) / (user + system);
}

function mapAll(): number {
  let done = 0;
  for (const one of records) if (mapping.map(one, 'itsm').kind === 'mapped') done += 1;
  return done;
}

function handAll(): number {
  let done = 0;
  for (const one of records) if (byHandOne(one.data).number !== undefined) done += 1;
  return done;
}

/** A ratio between two programs that do different work would say nothing. */
function checkSame(): void {
  for (const one of records.slice(0, 100)) {
    const result = mapping.map(one, 'itsm');
    if (result.kind !== 'mapped') throw new Error(`record ${one.key} ended ${result.kind}`);
    if (canonicalJson(result.fields) !== canonicalJson(byHandOne(one.data)))
      throw new Error(`record ${one.key} comes out differently by hand`);
  }
}

function record(index: number): SourceRecord {
  const text = `Line ${index} is down since the morning; the customer waits for an answer. `;
  const data = {
    ...{
      number: `INC${index}`,
      kind: 'incident',
      a: 'one',
      b: 'two',
      c: 'three',
      d: index,
      e: true,
      f: null,
      g: 'seven',
    },
    ...{
      nested: { deep: { value: 'found' } },
      title: `  ${text.slice(0, 40)} `,
      category: ' Network ',
      location: 'Shanghai',
    },
    ...{
      vendor: 'A  B   C',
      state: ['1', '2', '3', '7'][index % 4] ?? '1',
      urgency: ['1', '2', '3', '4'][index % 4] ?? '1',
    },
    ...{
      down: index % 2 === 0 ? 'Y' : 'N',
      opened: `${10 + (index % 18)}-03-2024 08:15`,
      resolved: '2024-03-12T10:00:00+08:00',
    },
    ...{
      closed: 1_710_000_000 + index,
      tags: 'vpn, wan, vpn',
      watchers: 'a; b; c',
      sites: 'x/y/z',
      late: 'late',
      note: 'note',
    },
    description: text.repeat(15),
  };
  return { key: String(index), data };
}
