/** The report as text: its sections, its bounds, its verdicts, and hostile facts that stay text. */
import { expect, test } from 'vitest';
import { cleanFacts, emptyFacts, fullFacts, hugeFacts, impactFacts } from '../../test/fakes/plan-facts.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import { duration, number, share, size } from './figures.ts';
import { cut, escaped } from './html.ts';
import { renderReport } from './index.ts';
import { DARK, LIGHT, type Palette } from './palette.ts';
import { SECTIONS } from './section.ts';
import { rowsWithin } from './table.ts';
import { headlineOf } from './verdict.ts';

test('has every section, in order, for full and for empty facts alike', () => {
  for (const facts of [fullFacts(), emptyFacts()]) {
    const found = [...renderReport(facts).matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
    expect(found).toEqual(['verdict', 'findings', ...SECTIONS.filter((id) => id !== 'impact')]);
  }
});

test('tells the impact right after the verdict where there is one', () => {
  const found = [...renderReport(impactFacts()).matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id);
  expect(found.slice(0, 3)).toEqual(['verdict', 'impact', 'findings']);
});

test('stays below 2 MB over five million records and lists without end, and says what has the rest', () => {
  const report = renderReport(hugeFacts());
  expect(Buffer.byteLength(report)).toBeLessThan(2_000_000);
  for (const file of ['plan.json', 'losses.csv', 'quarantine.csv', 'values.csv', 'records.csv']) {
    expect(report).toMatch(new RegExp(`[0-9]\u00A0more in <code>${file}`));
  }
});

test('is the same for the same facts', () => {
  expect(renderReport(fullFacts())).toBe(renderReport(fullFacts()));
});

test('holds no script, no address to load from, and no id twice', () => {
  const report = renderReport(fullFacts());
  expect(report).not.toMatch(/<script|<img|<iframe|<link|<object|<base|\son[a-z]+="|javascript:/i);
  expect(report).not.toMatch(/(?:src|srcset|action|data)="|url\((?!#)|@import/);
  expect([...report.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual([]);
  const ids = [...report.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('leads every link to something that is there', () => {
  for (const facts of [fullFacts(), emptyFacts(), impactFacts()]) {
    const report = renderReport(facts);
    for (const [, to] of report.matchAll(/href="#([^"]*)"/g)) expect(report).toContain(`id="${to}"`);
    for (const [, to] of report.matchAll(/url\(#([^)]*)\)/g)) expect(report).toContain(`id="${to}"`);
  }
});

test('shows no control or bidi character as itself, wherever the facts hold one', () => {
  const bad = '\u202E\u0000\u2066\u200B\uFEFF\uD800';
  const poisoned: PlanFacts = JSON.parse(
    JSON.stringify(impactFacts())
      .replaceAll('alice', JSON.stringify(`${bad}`).slice(1, -1))
      .replaceAll('rt.rt', JSON.stringify(`r${bad}`).slice(1, -1)),
  );
  for (const sign of bad) expect(renderReport(poisoned)).not.toContain(sign);
  expect(escaped('a\u202Eb').html).toBe('<bdi>a<span class="unseen">U+202E</span>b</bdi>');
});

test('cuts no character in half', () => {
  expect(cut('ab😀cd', 4)).toBe('ab…');
  expect(cut('ab😀', 4)).toBe('ab😀');
});

test('marks Chinese as such, and other scripts not', () => {
  expect(escaped('线路').html).toBe('<bdi lang="zh">线路</bdi>');
  expect(escaped('回線のテスト').html).toBe('<bdi>回線のテスト</bdi>');
  expect(escaped('line').html).toBe('<bdi>line</bdi>');
});

test('stops at what blocks, shows what should be looked at, and goes only when all is well', () => {
  const headline = (facts: PlanFacts) => headlineOf(judgePlan(facts));
  expect(headline(fullFacts()).tone).toBe('stop');
  expect(headline({ ...cleanFacts(), settled: false }).tone).toBe('stop');
  expect(headline(impactFacts()).tone).toBe('review');
  expect(headline({ ...cleanFacts(), settled: 'unproven' }).tone).toBe('review');
  expect(headline(emptyFacts())).toMatchObject({ tone: 'review', title: 'Nothing was read' });
  expect(headline(cleanFacts()).tone).toBe('go');
});

test('offers approval as it is where nothing blocks, else by the name of what does; of a sample always by name', () => {
  const typed = (facts: PlanFacts) =>
    [
      ...renderReport(facts)
        .replaceAll(/<\/?bdi>/g, '')
        .matchAll(/^.*(ferry (?:plan approve|run|mapping impact --route \S+ --apply)[^<]*)/gm),
    ].map(([, line]) => line);
  const approve = 'ferry plan approve plan-2026-11-23-0140 --by NAME';
  expect(typed(fullFacts())).toEqual([`${approve} --despite mapping-drift --despite not-settled`]);
  expect(typed(cleanFacts())).toEqual([`${approve}\nferry run --route rt-to-console`]);
  expect(typed(impactFacts())).toEqual([
    `${approve}\nferry mapping impact --route rt-to-console --apply --plan plan-2026-11-23-0140`,
  ]);
  const sample = { ...cleanFacts(), lanes: cleanFacts().lanes.map((lane) => ({ ...lane, sample: 500 })) };
  expect(typed(sample)[0]).toContain(`${approve} --despite sampled\n`);
});

test('leads each finding to the section that explains it', () => {
  const places = [
    'drift-value',
    'contract-field',
    'lock-drifted',
    'value-unknown',
    'field-unmapped',
    'loss-unaccepted',
    'quarantine-share',
    'reference-dangling',
    'placeholders',
    'golden-wrong',
    'unsettled',
  ].map((code) => {
    const finding = { weight: 'warn', code, message: 'm', hint: null, lane: null, records: null } as const;
    return /<code>[a-z-]+<\/code> · <a href="#([a-z]+)"/.exec(
      renderReport(fullFacts({ findings: [finding], settled: true })),
    )?.[1];
  });
  expect(places).toEqual([
    'drift',
    'provenance',
    'provenance',
    'values',
    'coverage',
    'losses',
    'quarantine',
    'references',
    'masters',
    'provenance',
    'outcomes',
  ]);
});

test('writes figures that neither hide a little nor pretend to be all', () => {
  expect([number(999), number(1000), number(5_000_000)]).toEqual(['999', '1\u202F000', '5\u202F000\u202F000']);
  expect([share(0, 9), share(1, 5000), share(9, 9), share(49_999, 50_000), share(1, 3)]).toEqual([
    '0\u202F%',
    '<\u202F0.1\u202F%',
    '100\u202F%',
    '>\u202F99.9\u202F%',
    '33\u202F%',
  ]);
  expect([size(0), size(999), size(4100), size(61_203_998_112)]).toEqual([
    '0\u202FB',
    '999\u202FB',
    '4.1\u202FkB',
    '61\u202FGB',
  ]);
  expect([duration(0.2), duration(48), duration(200), duration(7500)]).toEqual([
    'under a second',
    '48\u202Fs',
    '3\u202Fmin 20\u202Fs',
    '2\u202Fh 5\u202Fmin',
  ]);
});

test('counts bytes, not characters, where a list must end', () => {
  const { rows, left } = rowsWithin(['线', '路', '断'], 35, (text) => escaped(text));
  expect([rows.length, left]).toEqual([1, 2]);
});

test('reaches the contrast of WCAG AA in light and dark: 4.5 for texts, 3 for shapes', () => {
  for (const palette of [LIGHT, DARK]) {
    for (const [text, backs] of TEXTS)
      for (const back of backs)
        expect(contrast(palette[text], palette[back]), `${text} on ${back}`).toBeGreaterThanOrEqual(4.5);
    for (const shape of SHAPES) expect(contrast(palette[shape], palette.card), shape).toBeGreaterThanOrEqual(3);
  }
});

const TEXTS: readonly (readonly [keyof Palette, readonly (keyof Palette)[]])[] = [
  ['text', ['page', 'card', 'sunk', 'stopBack', 'warnBack', 'goBack']],
  ['muted', ['page', 'card', 'sunk']],
  ['link', ['card', 'sunk']],
  ['stop', ['card', 'sunk', 'stopBack']],
  ['warn', ['card', 'sunk', 'warnBack']],
  ['go', ['card', 'sunk', 'goBack']],
];
const SHAPES: readonly (keyof Palette)[] = ['good', 'change', 'same', 'bad', 'left', 'again', 'gone'];

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** As WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
