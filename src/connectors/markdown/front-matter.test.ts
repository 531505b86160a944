import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitFrontMatter } from './front-matter.ts';

/** Plain, whatever prototype the objects have. */
const read = (text: string) => JSON.parse(JSON.stringify(splitFrontMatter(text)));

describe('a scalar stays the text its author wrote', () => {
  const scalars = [
    '1.10',
    '007',
    '2023-01-01',
    '0x1F',
    '12345678901234567890',
    'yes',
    'True',
    '1e3',
    '.5',
    '+1',
    '0b11',
  ];

  test.each([...scalars, 'no', 'on', '1_000', '12:30:00', '.NaN', '-.inf', '0o17', '2001-12-14t21:59:43.10-05:00'])(
    'in YAML: %s',
    (written) => {
      const { front } = read(`---\na: ${written}\nb: [${written}, "${written}"]\nc:\n  d: ${written}\n---\n`);
      expect(front).toEqual({ a: written, b: [written, written], c: { d: written } });
    },
  );

  test.each(['1.10', '0x1F', '1_000', 'true', '2023-01-01', '07:32:00', '1979-05-27T07:32:00-08:00', '5e+22', 'nan'])(
    'in TOML: %s',
    (written) => {
      const { front } = read(
        `+++\na = ${written}\nb = [${written}]\n[c]\nd.e = ${written}\n[[f]]\ng = {h = ${written}}\n+++\n`,
      );
      expect(front).toEqual({ a: written, b: [written], c: { d: { e: written } }, f: [{ g: { h: written } }] });
    },
  );

  test('in JSON, whatever number it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?(0|[1-9]\d{0,24})(\.\d{1,20})?([eE][+-]?\d{1,3})?$/), (written) => {
        expect(read(`{"a": [${written}], "b": {"c": ${written}, "d": true}}\ntext`)).toEqual({
          front: { a: [written], b: { c: written, d: 'true' } },
          body: 'text',
        });
      }),
    );
  });

  test('and nothing stays nothing', () => {
    expect(read('---\na:\nb: ~\nc: null\nd: ""\n---\n').front).toEqual({ a: null, b: null, c: null, d: '' });
  });

  test('also under a tag of YAML that would make something else of it', () => {
    expect(read('---\na: !!int 007\nb: !!timestamp 2001-12-14\nc: !!float "1.10"\n---\n').front).toEqual({
      ...{ a: '007', b: '2001-12-14', c: '1.10' },
    });
  });
});

describe('a header', () => {
  test.each([
    ['between three dashes', '---\ntitle: x\n---\ntext\n'],
    ['that ends with the mark of YAML', '---\ntitle: x\n...\ntext\n'],
    ['with the name of its language', '---yaml\ntitle: x\n---\ntext\n'],
    ['of TOML', '+++\ntitle = "x"\n+++\ntext\n'],
    ['of TOML between dashes', '---toml\ntitle = "x"\n---\ntext\n'],
    ['of JSON as it is', '{\n\t"title": "x"\n}\ntext\n'],
    ['of JSON on one line', '{"title":"x"}\ntext\n'],
    ['of JSON between semicolons', ';;;\n"title": "x"\n;;;\ntext\n'],
    ['of JSON in brackets between semicolons', ';;;\r\n{ "title": "x" }\r\n;;;\r\ntext\n'],
    ['of JSON between dashes', '---json\n{ "title": "x" }\n---\ntext\n'],
    ['after a blank line', '\n\n---\ntitle: x\n---\ntext\n'],
    ['between more dashes', '-----\ntitle: x\n-----\ntext\n'],
    ['that only ends with a fence', 'title: x\n---\ntext\n'],
    ['of lines up to a blank one', 'Title: x\n\ntext\n'],
  ])('%s is read, and its text is what follows', (_, text) => {
    expect(read(text)).toEqual({ front: { title: 'x' }, body: 'text\n' });
  });

  test('of lines keeps what follows a colon, and joins lines that are indented', () => {
    const text = 'Title: One: two\nStatus: draft\nTags: a, b\nSummary: first\n  second\n\ntext\n';
    expect(read(text).front).toEqual({ title: 'One: two', status: 'draft', tags: 'a, b', summary: 'first\nsecond' });
  });

  test.each([
    ['no text', ''],
    ['a paragraph', 'Note: this is a text\nof two lines\n'],
    ['a list of terms without a title', 'Host: a\nPort: b\n\ntext\n'],
    ['a rule between paragraphs', '\n---\n\nA paragraph.\n\n---\n'],
    ['a long rule', '-----\n\ntext\n\n-----\n'],
    ['a template', '{% raw %}\ntext\n'],
    ['a word after dashes', '---draft\ntext\n---\n'],
    ['a heading', '# a\n---\n'],
  ])('%s is none, and stays to the letter', (_, text) => {
    expect(read(text)).toEqual({ front: {}, body: text });
  });

  test.each([
    ['YAML', '---\ntitle: "x\n---\ntext\n', { fault: 'no-yaml' }],
    ['TOML', '+++\ntitle = "x"\nn = 007\n+++\ntext\n', { fault: 'no-toml', line: 3 }],
    ['JSON', ';;;\n"a": 1,\n;;;\ntext\n', { fault: 'no-json' }],
    ['JSON without a fence', '{"title": x}\ntext\n', { fault: 'no-json' }],
    ['JSON without an end', '{"title": "x"', { fault: 'no-json' }],
    ['a name twice in TOML', '+++\na = 1\na = 2\n+++\n', { fault: 'no-toml', line: 3 }],
    ['TOML without an end', '+++\na = 1\n', { fault: 'endless' }],
    ['a list', '---json\n[1]\n---\n', { fault: 'no-json' }],
    ['TOML nested without end', `+++\na = ${'['.repeat(9_000)}${']'.repeat(9_000)}\n+++\n`, { fault: 'too-deep' }],
    ['JavaScript', '---js\n{ title: 1 }\n---\n', { fault: 'form-unread', form: 'js' }],
    ['Org', '#+TITLE: x\n\ntext\n', { fault: 'form-unread', form: 'Org' }],
    ['a title block of Pandoc', '% x\n% author\n\ntext\n', { fault: 'form-unread' }],
  ])('that can not be read is a fault, never text: %s', (_, text, fault) => {
    const found = read(text);
    expect(found.front).toEqual({});
    expect(found.fault).toMatchObject(fault);
  });
});
