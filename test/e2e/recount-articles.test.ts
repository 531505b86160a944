/** A real directory of Chinese operations articles is loaded, and a second reading in another language agrees on every one. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  configure,
  type Expected,
  editByHand,
  type Ferry,
  listAll,
  namesOf,
  ROOT,
  realInput,
  recounted,
  shown,
  startFerry,
} from './recount.ts';

const input = realInput('ops-articles-zh');

describe.skipIf(input === null)('the operations articles', () => {
  let ferry: Ferry;
  let articles: string;
  let config: string;
  let expected: Expected[];
  let report: string;

  const run = () => ferry.command(['run', '--config', config]);

  beforeAll(async () => {
    ferry = await startFerry();
    articles = path.join(ferry.dir, 'articles');
    cpSync(input ?? '', articles, { recursive: true });
    config = configure(
      ferry,
      { handbook: { kind: 'markdown', dir: articles } },
      { handbook: { from: 'handbook', mappings: path.join(ROOT, 'mappings/markdown-to-console') } },
    );
    expected = recounted('recount_articles.py', articles);
  });

  afterAll(() => ferry?.stop());

  test('every file arrives, and none is quarantined', async () => {
    const { code, json, stderr } = await run();
    report = stderr;
    const article = { enumerated: expected.length, created: expected.length, quarantined: 0, excluded: 0 };
    expect(json, stderr).toMatchObject({ state: 'settled', settled: true, entities: { article } });
    expect(code).toBe(0);
  });

  test('every field of every article is what the recount says, the body to the byte', async () => {
    const names = await namesOf(ferry, ['person']);
    const held = await listAll(ferry, 'article');
    expect(held.size).toBe(expected.length);
    for (const { key, fields } of expected) {
      const arrived = held.get(`handbook:article:${key}`)?.data;
      expect(shown(arrived ?? null, names), key).toEqual(shown(fields, new Map()));
    }
  });

  test('every image that points outside the directory, or to a file that is not there, is counted as lost', async () => {
    const texts = readdirSync(articles).map((file) =>
      file.endsWith('.md') ? readFileSync(path.join(articles, file), 'utf8') : '',
    );
    const outside = texts.join('\n').match(/!\[[^\]]*\]\(https?:/g) ?? [];
    const nowhere = texts.join('\n').match(/!\[[^\]]*\]\((?!https?:)/g) ?? [];
    expect(report).toMatch(new RegExp(`image-outside +\\d+ +${outside.length} `));
    expect(report).toMatch(new RegExp(`image-dangling +\\d+ +${nowhere.length} `));
  });

  test('a second run changes nothing and sends nothing', async () => {
    const before = ferry.itemsSent();
    expect((await run()).json).toMatchObject({ settled: true, entities: { article: { unchanged: expected.length } } });
    expect(ferry.itemsSent()).toBe(before);
  });

  test("one edited file is exactly one update, beside a person's edit that survives and is reported", async () => {
    const before = ferry.itemsSent();
    const article = (await listAll(ferry, 'article')).get('handbook:article:awk-func');
    if (article === undefined) throw new Error('the article is gone');
    await editByHand(ferry, { entity: 'article', held: article, fields: { summary: 'rewritten by the hotline' } });
    const file = path.join(articles, 'awk-func.md');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n补充一行\n`);
    const { json, stderr } = await run();
    expect(json).toMatchObject({
      settled: true,
      entities: { article: { unchanged: expected.length - 1, updated: 1 } },
    });
    expect(stderr).toMatch(/edited-in-console: .*awk-func.*summary/);
    expect(ferry.itemsSent()).toBeGreaterThan(before);
    const after = (await listAll(ferry, 'article')).get('handbook:article:awk-func');
    expect(after?.data.summary).toBe('rewritten by the hotline');
    expect(after?.data.body).toMatch(/补充一行\n$/);
  });
});
