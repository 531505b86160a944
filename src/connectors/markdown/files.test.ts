import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { SourceRecord } from '../../model/record.ts';
import { assetToken, recordToken } from '../../model/text-tokens.ts';
import { markdownOptions, markdownSource } from '../markdown.ts';

const root = mkdtempSync(path.join(tmpdir(), 'ferry-files-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string>>;
let made = 0;

function sourceOf(files: Files) {
  const dir = path.join(root, String(made++));
  for (const [name, contents] of Object.entries({ '.keep': '', ...files })) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), contents);
  }
  return { dir, source: markdownSource(markdownOptions.parse({ kind: 'markdown', dir }), { baseDir: '/' }) };
}

async function recordsOf(files: Files): Promise<readonly SourceRecord[]> {
  const { source } = sourceOf(files);
  const records: SourceRecord[] = [];
  for await (const page of source.read('article', null)) records.push(...page.records);
  expect((await source.count('article')).count).toBe(records.length);
  expect(new Set(records.map(({ key }) => key)).size).toBe(records.length);
  return records;
}

const bodyOf = async (body: string, files: Files, at = 'a.md') =>
  (await recordsOf({ ...files, [at]: body })).find(({ key }) => key === at.slice(0, -3))?.data.body;

describe('files are articles', () => {
  test.each(['md', 'MD', 'Md', 'markdown', 'mdown', 'mkd', 'mkdn', 'mdwn', 'mdtxt', 'mdtext', 'mdx', 'Rmd', 'qmd'])(
    'named *.%s',
    async (ending) => {
      const [only] = await recordsOf({ [`Some. text.${ending}`]: 'text' });
      expect(only).toMatchObject({ key: 'Some. text', data: { body: 'text' } });
    },
  );

  test('and what else lies there is in the count and among the findings, by ending', async () => {
    const { dir, source } = sourceOf({
      'a.md': '',
      'b.html': '',
      'c.HTML': '',
      'd.docx': '',
      README: '',
      'e.png': '',
      '.f/g.md': '',
    });
    symlinkSync(path.join(dir, 'a.md'), path.join(dir, 'link.md'));
    expect(await source.count('article')).toEqual({
      count: 1,
      how: 'all 6 files of the directory, listed a second time, but for 2 *.html, 1 without an ending, 1 *.docx, 1 *.png',
    });
    expect(await source.check()).toMatchObject({
      findings: [
        'not read, since only Markdown becomes articles: 2 *.html, 1 without an ending, 1 *.docx',
        'not followed: 1 symbolic links',
      ],
      notes: [
        'loaded where an article points at them, and not otherwise: 1 *.png',
        'left out, since their names or folders begin with a dot: 1 articles',
      ],
    });
  });

  test('of one name under two endings: one is the article, the other is told', async () => {
    const files = { 'a.markdown': 'one', 'a.md': 'two', 'b.md': '[x](a.markdown) [y](a.md)' };
    const records = await recordsOf(files);
    expect(records.find(({ key }) => key === 'a')?.data.body).toBe('two');
    expect(records.filter(({ problem }) => problem?.code === 'file-name-shared')).toHaveLength(1);
    const { findings } = await sourceOf(files).source.check();
    expect(findings).toEqual([expect.stringContaining('1 files have the name of another article')]);
  });
});

describe('names', () => {
  const NAMES = ['Übersicht', 'ガイド/パスワード', 'Café/naïve', '한국어', 'plain'];
  const tree = (form: 'NFC' | 'NFD', links: 'NFC' | 'NFD') =>
    Object.fromEntries([
      ...NAMES.map((name) => [
        `${name}.md`.normalize(form),
        NAMES.map((other) => `[x](/${other}.md) ![y](/img/${other.replace('/', '-')}.png)`.normalize(links)).join('\n'),
      ]),
      ...NAMES.map((name) => [`img/${name.replace('/', '-')}.png`.normalize(form), name]),
    ]);

  test('are the same in any composition, in keys, links and images, whichever the directory or its texts have', async () => {
    const byKey = async (form: 'NFC' | 'NFD', links: 'NFC' | 'NFD') =>
      new Map((await recordsOf(tree(form, links))).map(({ key, data }) => [key, data]));
    const expected = await byKey('NFC', 'NFC');
    expect([...expected.keys()].sort()).toEqual([...NAMES].sort());
    expect(JSON.stringify([...expected.values()])).not.toMatch(/\]\(\//);
    for (const [form, links] of [
      ['NFD', 'NFC'],
      ['NFC', 'NFD'],
      ['NFD', 'NFD'],
    ] as const) {
      expect(await byKey(form, links)).toEqual(expected);
    }
  });

  test('of images are found on disk in the composition that is there', async () => {
    const { source } = sourceOf(tree('NFD', 'NFC'));
    const asset = await source.asset?.('img/Übersicht.png'.normalize('NFC'));
    expect(asset?.name).toBe('Übersicht.png'.normalize('NFC'));
    let text = '';
    for await (const chunk of asset?.stream ?? []) text += Buffer.from(chunk).toString();
    expect(text).toBe('Übersicht');
    await expect(source.asset?.('img/Uebersicht.png')).rejects.toMatchObject({ code: 'asset-missing' });
    await expect(source.asset?.('../Übersicht.md')).rejects.toMatchObject({ code: 'asset-refused' });
  });

  test('that differ in composition alone are two files, one of them told, none merged', async () => {
    const [nfc, nfd] = ['é'.normalize('NFC'), 'é'.normalize('NFD')];
    const files = {
      [`${nfd}.md`]: 'decomposed',
      [`${nfc}.md`]: 'composed',
      [`${nfd}.png`]: '1',
      [`${nfc}.png`]: '2',
      'a.md': `![x](${nfd}.png) ![y](${nfc}.png) [z](${nfc}.md)`,
    };
    const records = await recordsOf(files);
    expect(records.find(({ key }) => key === nfc)?.data.body).toBe('composed');
    expect(records.flatMap(({ problem }) => problem?.code ?? [])).toEqual(['file-name-shared']);
    expect(records.find(({ key }) => key === 'a')?.data.body).toBe(
      `![x](${assetToken(`${nfd}.png`)}) ![y](${assetToken(`${nfc}.png`)}) [z](${recordToken('article', nfc)})`,
    );
    expect((await sourceOf(files).source.check()).findings).toHaveLength(3);
  });

  test('that differ in case alone are two articles, and told', async () => {
    const files = { 'guide.md': 'one', 'Guide.md': 'two', 'a.md': '[x](guide.md) [y](Guide.md) [z](GUIDE.md)' };
    const records = await recordsOf(files);
    expect(records.map(({ key }) => key)).toEqual(['Guide', 'a', 'guide']);
    expect(records[1]?.data.body).toBe(
      `[x](${recordToken('article', 'guide')}) [y](${recordToken('article', 'Guide')}) [z](GUIDE.md)`,
    );
    expect((await sourceOf(files).source.check()).findings).toEqual([
      'names that differ in nothing but case or composition: Guide.md, guide.md',
    ]);
  });
});

describe('an address is found', () => {
  const files = {
    ...{ 'img/a b.png': '', 'img/100%.png': '', 'img/50% off.png': '', 'img/a&b.png': '', 'img/c#.png': '' },
    ...{
      'img/_x_.png': '',
      'img/q?.png': '',
      'img/p (1).png': '',
      'deep/Only.md': '',
      'deep/Pic.PNG': '',
      'v.mp4': '',
    },
  };
  const [png, only] = [(name: string) => assetToken(`img/${name}.png`), recordToken('article', 'deep/Only')];

  test.each([
    ['![x](img/a b.png)', `![x](${png('a b')})`],
    ['![x](img/a%20b.png "t")', `![x](${png('a b')} "t")`],
    ['![x](img/a b.png "t")', `![x](${png('a b')} "t")`],
    ['![x](img/a b.png =300x200)', `![x](${png('a b')})`],
    ['![x](img/100%.png)', `![x](${png('100%')})`],
    ['![x](<img/50% off.png>)', `![x](${png('50% off')})`.replace('(', '(<').replace(')', '>)')],
    ['![x](img/a&amp;b.png)', `![x](${png('a&b')})`],
    ['![x](img/c#.png)', `![x](${png('c#')})`],
    ['![x](img/c%23.png#top)', `![x](${png('c#')})`],
    ['![x](img/q?.png)', `![x](${png('q?')})`],
    ['![x](img/a%20b.png?raw=true)', `![x](${png('a b')})`],
    ['![x](img\\a%20b.png)', `![x](${png('a b')})`],
    ['![x](img\\_x_.png)', `![x](${png('_x_')})`],
    ['![x](.\\img\\p (1).png)', `![x](${png('p (1)')})`],
    ['![x](IMG/A%20B.png)', `![x](${png('a b')})`],
    ['![x][r]\n\n[r]: img/a%20b.png', `![x][r]\n\n[r]: ${png('a b')}`],
    ['![x][r]\n\n[r]: <img/a b.png>', `![x][r]\n\n[r]: <${png('a b')}>`],
    [
      '<img data-src="img/a b.png" src="img/a&amp;b.png" width=3>',
      `<img data-src="img/a b.png" src="${png('a&b')}" width=3>`,
    ],
    ["<a href='deep/Only.md'><img src=img/c%23.png></a>", `<a href='${only}'><img src="${png('c#')}"></a>`],
    ['<a href=deep/Only.md>x</a>', `<a href="${only}">x</a>`],
    ['<video src="v.mp4"></video>', `<video src="${assetToken('v.mp4')}"></video>`],
    ['<img srcset="img/c%23.png 1x, img/100%25.png 2x">', `<img srcset="${png('c#')} 1x, ${png('100%')} 2x">`],
    ['> <img alt="x"\n> src="img/a b.png">', `> <img alt="x"\n> src="${png('a b')}">`],
    ['![[a b.png|300]] ![[a b.png|A rack]]', `![a b.png](${png('a b')}) ![A rack](${png('a b')})`],
    ['[[Only]] [[deep/Only|see]] [[only#part]]', `[Only](${only}) [see](${only}) [only#part](${only})`],
    [
      '![[Only]] ![[v.mp4]] ![[Pic.PNG]]',
      `[Only](${only}) [v.mp4](${assetToken('v.mp4')}) ![Pic.PNG](${assetToken('deep/Pic.PNG')})`,
    ],
    ['| a |\n|---|\n| ![[a b.png\\|30]] |\n', `| a |\n|---|\n| ![a b.png](${png('a b')}) |\n`],
  ])('%s', async (body, rewritten) => {
    expect(await bodyOf(body, files)).toBe(rewritten);
  });

  test.each([
    '`![x](img/a b.png)` `[[Only]]`',
    '    ![x](img/a%20b.png)\n\n```\n[[Only]] <img src="img/c%23.png">\n```\n',
    '\\<img src="img/c%23.png">',
    '<!-- <img src="img/a b.png"> --> <img src="img/none.png"> ![[none.png]] [[None]] ![x](img/none at all.png =3x)',
    '![x](../img/a%20b.png) [x](//deep/Only.md) [x](C:\\deep\\Only.md)',
  ])('and what is none, or leads nowhere, stays: %s', async (body) => {
    expect(await bodyOf(body, files)).toBe(body);
  });
});
