/** The contract of `Source`, held by every connector. A capability is a describe block; optional ones are declared. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Page, Source } from '../../src/connectors/port.ts';
import { isFerryError } from '../../src/errors.ts';
import { sentenceOf } from '../../src/messages/sentence.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import { isRecordVersion } from '../../src/model/record-version.ts';
import type { Watermark } from '../../src/model/run.ts';
import {
  type FieldPath,
  gatherFields,
  isDeclared,
  isWithin,
  type SourceFields,
  spellPath,
} from '../../src/model/source-fields.ts';
import { sampleOf } from '../setup/sample.ts';

export interface SourceUnderTest {
  readonly source: Source;
  /** Entities to read; each holds records enough for several pages. */
  readonly entities: readonly string[];
  /** Those that hold a record that can't be trusted; left out: all of them. */
  readonly broken?: readonly string[];
  /** Scopes by entity, so that a live system is read quickly; the suites then run within them. */
  readonly where?: Readonly<Record<string, string>>;
  /** An asset that can be fetched, with its content's sha256. */
  readonly asset?: { readonly ref: string; readonly sha256: string };
  /** References that must not be fetched, and one that isn't there. */
  readonly refused?: readonly string[];
  readonly missing?: string;
}

/** From each, the whole rest is read: of many pages some are drawn. */
const MOST_ENDS = 12;

/** Optional capabilities a source may have. */
type Offer = 'keys' | 'asset' | 'fields';

const OFFERS: readonly Offer[] = ['keys', 'asset', 'fields'];

/**
 * Declares the suite for one connector, with the optional capabilities it offers. `make` is called once per test, so no
 * test sees another's caches.
 */
export function testSource(name: string, offers: readonly Offer[], make: () => Promise<SourceUnderTest>): void {
  describe(`source ${name}`, () => {
    test('offers what it is declared to offer', async () => {
      const { source } = await make();
      expect(OFFERS.filter((offer) => source[offer] !== undefined)).toEqual(offers);
    });
    checkSuite(make);
    readSuite(make);
    problemSuite(make);
    countSuite(make);
    if (offers.includes('keys')) keysSuite(make);
    if (offers.includes('asset')) assetSuite(make);
    if (offers.includes('fields')) fieldsSuite(make);
  });
}

type Make = () => Promise<SourceUnderTest>;

function checkSuite(make: Make): void {
  describe('check', () => {
    test('says what it is and what can be read', async () => {
      const { source, entities } = await make();
      const found = await source.check();
      expect(found.kind).not.toBe('');
      expect(found.entities).toEqual(expect.arrayContaining([...entities]));
    });

    test('refuses an entity it does not have with a code and a hint', async () => {
      const { source } = await make();
      await expectCoded(pagesOf(source, 'no-such-entity', null));
      await expectCoded(source.count('no-such-entity'));
    });
  });
}

function readSuite(make: Make): void {
  describe('read', () => {
    test('gives every record once, under a key of its own', async () => {
      for (const { records } of await readAll(make)) {
        const keys = records.map(({ key }) => key);
        expect(keys.length).toBeGreaterThan(0);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.every((key) => key !== '' && key.length <= 400 && !key.includes('\0'))).toBe(true);
      }
    });

    test('gives versions, where it has any, in the form whose byte order is the order of age', async () => {
      const versions = (await readAll(make)).flatMap(({ records }) => records.flatMap(({ version }) => version ?? []));
      expect(versions.filter((version) => !isRecordVersion(version))).toEqual([]);
    });

    test('gives the same twice, also from a source made anew', async () => {
      const [first, second] = [await readAll(make), await readAll(make)];
      expect(second.map(({ records }) => records)).toEqual(first.map(({ records }) => records));
    });

    test('gives exactly the rest from every continuation it ever emitted', async () => {
      const { source, entities, where } = await make();
      for (const entity of entities) {
        const pages = await pagesOf(source, entity, null, where?.[entity]);
        expect(pages.length, `${entity} has too few pages to show anything`).toBeGreaterThan(1);
        const ends = [...pages.entries()];
        for (const [at, { continuation }] of sampleOf(`continuations of ${entity}`, ends, MOST_ENDS, pageName)) {
          const rest = await pagesOf((await make()).source, entity, continuation, where?.[entity]);
          expect(recordsOf(rest)).toEqual(recordsOf(pages.slice(at + 1)));
        }
      }
    });

    test('gives only what JSON can hold', async () => {
      for (const { records } of await readAll(make)) {
        for (const { data } of records) expect(JSON.parse(JSON.stringify(data))).toEqual(plain(data));
      }
    });

    test('serves several readers at once', async () => {
      const { source, entities, where } = await make();
      const [entity = ''] = entities;
      const alone = recordsOf(await pagesOf(source, entity, null, where?.[entity]));
      const together = await Promise.all([1, 2, 3].map(() => pagesOf(source, entity, null, where?.[entity])));
      for (const pages of together) expect(recordsOf(pages)).toEqual(alone);
    });
  });
}

function fieldsSuite(make: Make): void {
  describe('fields', () => {
    test('names beforehand every field that records then hold', async () => {
      const { source } = await make();
      for (const { entity, records } of await readAll(make)) {
        const declared = await source.fields?.(entity);
        if (declared === undefined) throw new Error(`nothing is declared of ${entity}`);
        expect(unnamedIn(records, declared), entity).toEqual([]);
      }
    });

    test('refuses an entity it does not have', async () => {
      const { source } = await make();
      await expectCoded(source.fields?.('no-such-entity') ?? Promise.resolve());
    });
  });
}

/** Fields of sound records that aren't declared, nor lie where other names may come. */
function unnamedIn(records: readonly SourceRecord[], declared: SourceFields): readonly string[] {
  const held = gatherFields();
  for (const { data } of records.filter(({ problem }) => problem === undefined)) held.add(data, []);
  const isOpen = (path: FieldPath) => declared.open.some((open) => isWithin(path, open));
  return held.paths().flatMap((path) => (isDeclared(declared, path) || isOpen(path) ? [] : [spellPath(path)]));
}

function problemSuite(make: Make): void {
  describe('problems', () => {
    test('a record that can not be trusted says so by a code', async () => {
      const { broken } = await make();
      const read = (await readAll(make)).filter(({ entity }) => broken?.includes(entity) ?? true);
      for (const { entity, records } of read) {
        const problems = records.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
        expect(problems.length, `${entity} has nothing wrong with it`).toBeGreaterThan(0);
        for (const problem of problems) {
          expect(problem.code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
          expect(sentenceOf('problem', problem)).not.toMatch(/^$|undefined/);
          expect(sentenceOf('problem', problem)).not.toBe(problem.code);
        }
      }
    });

    test('a watermark that no source wrote is refused or leaves nothing to read', async () => {
      const { source, entities } = await make();
      const rest = pagesOf(source, entities[0] ?? '', '\uFFFF nonsense');
      await rest.then((pages) => expect(pages).toEqual([]), expectFerryError);
    });
  });
}

function countSuite(make: Make): void {
  describe('count', () => {
    test('equals the records read', async () => {
      const { source, where } = await make();
      for (const { entity, records, ended } of await readAll(make)) {
        const { count, how } = await source.count(entity, { where: where?.[entity] ?? null, until: ended });
        expect(count, entity).toBe(records.length);
        expect(how).not.toBe('');
      }
    });
  });
}

function keysSuite(make: Make): void {
  describe('keys', () => {
    test('sweeps the keys that reading gives', async () => {
      const { source, where } = await make();
      for (const { entity, records } of await readAll(make)) {
        const swept: string[] = [];
        for await (const some of source.keys?.(entity, where?.[entity]) ?? []) swept.push(...some);
        expect(swept.sort()).toEqual(records.map(({ key }) => key).sort());
      }
    });
  });
}

function assetSuite(make: Make): void {
  describe('asset', () => {
    test('gives the bytes that are there', async () => {
      const { source, asset } = await make();
      if (source.asset === undefined || asset === undefined) throw new Error('no asset to fetch');
      const { name, mediaType, stream } = await source.asset(asset.ref);
      const digest = createHash('sha256');
      for await (const chunk of stream) digest.update(chunk);
      expect(digest.digest('hex')).toBe(asset.sha256);
      expect(name).not.toContain('/');
      expect(mediaType).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
    });

    test('refuses what lies outside, and says what is missing', async () => {
      const { source, refused = [], missing } = await make();
      for (const ref of refused)
        await expect(source.asset?.(ref), ref).rejects.toMatchObject({ code: 'asset-refused' });
      if (missing !== undefined) await expect(source.asset?.(missing)).rejects.toMatchObject({ code: 'asset-missing' });
    });
  });
}

function pageName([at]: readonly [number, Page]): string {
  return `page ${at + 1}`;
}

interface ReadWhole {
  readonly entity: string;
  readonly records: readonly SourceRecord[];
  readonly ended: Watermark;
}

async function readAll(make: Make): Promise<ReadWhole[]> {
  const { source, entities, where } = await make();
  const found: ReadWhole[] = [];
  for (const entity of entities) {
    const pages = await pagesOf(source, entity, null, where?.[entity]);
    found.push({ entity, records: recordsOf(pages), ended: pages.at(-1)?.continuation ?? null });
  }
  return found;
}

async function pagesOf(source: Source, entity: string, since: Watermark, where?: string): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of source.read(entity, since, where ?? null)) pages.push(page);
  return pages;
}

function recordsOf(pages: readonly Page[]): readonly SourceRecord[] {
  return pages.flatMap(({ records }) => records);
}

/** Own properties only, so that null prototypes don't count as a difference. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

async function expectCoded(call: Promise<unknown>): Promise<void> {
  expectFerryError(
    await call.then(
      () => 'nothing was thrown',
      (error: unknown) => error,
    ),
  );
}

function expectFerryError(error: unknown): void {
  expect(isFerryError(error), String(error)).toBe(true);
  expect(error).toMatchObject({ code: expect.stringMatching(/^[a-z0-9-]+$/), hint: expect.any(String) });
}
