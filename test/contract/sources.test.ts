/** The source contract, held by every source there is, over files made for it. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { SOURCES } from '../../src/connectors/registry.ts';
import { secret } from '../../src/model/secret.ts';
import { type SourceUnderTest, testSource } from './source-contract.ts';

const PICTURE = Buffer.from('89504e470d0a1a0a0000', 'hex');
const dir = mkdtempSync(path.join(tmpdir(), 'ferry-sources-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

writeExports(path.join(dir, 'exports'));
writeHandbook(path.join(dir, 'handbook'));

testSource('csv', ['keys', 'fields'], async () => ({
  source: make('csv', {
    kind: 'csv',
    dir: 'exports',
    files: {
      customer: { path: 'customers.csv', encoding: 'gb18030', key: 'code' },
      ticket: { path: 'tickets.csv', key: 'number', json: ['labels'] },
      event: { path: 'events.csv', key: 'number', rows: { latest: 'mod', changes: ['state'] } },
    },
  }),
  entities: ['customer', 'ticket', 'event'],
}));

testSource(
  'markdown',
  ['keys', 'asset', 'fields'],
  async (): Promise<SourceUnderTest> => ({
    source: make('markdown', { kind: 'markdown', dir: 'handbook' }),
    entities: ['article'],
    asset: { ref: '图/a (1).png', sha256: createHash('sha256').update(PICTURE).digest('hex') },
    refused: [
      '../exports/customers.csv',
      '图/../../exports/tickets.csv',
      path.join(dir, 'exports', 'customers.csv'),
      '图/outside.png',
      'a\0b',
      'http://127.0.0.1:1/a.png',
      'http://169.254.169.254/latest',
    ],
    missing: '图/none.png',
  }),
);

/** Each with a scratch folder of its own: what one source keeps must not help the next. */
function make(kind: string, options: object) {
  const workDir = mkdtempSync(path.join(dir, 'work-'));
  const made = SOURCES[kind]?.create('source', options, { baseDir: dir, workDir, secret: () => secret('') });
  if (made === undefined) throw new Error(`no source of kind ${kind}`);
  return made;
}

function writeExports(at: string): void {
  mkdirSync(at, { recursive: true });
  const numbers = Array.from({ length: 1200 }, (_, number) => number);
  // "客户" in GB18030, spelled out so that the file needs no encoder.
  const name = Buffer.from('bfcdbba7', 'hex');
  const customers = numbers.map((n) => Buffer.concat([Buffer.from(`C${n},`), name, Buffer.from(`\r\n`)]));
  writeFileSync(
    path.join(at, 'customers.csv'),
    Buffer.concat([Buffer.from('code,name\r\n'), ...customers, Buffer.from('C1,\r\n')]),
  );
  const tickets = numbers.map((n) => `T${n},"line one\nline ""two"" ${n}","[9007199254740993]"`);
  writeFileSync(
    path.join(at, 'tickets.csv'),
    ['\uFEFFnumber,title,labels', ...tickets, 'T9999,short', ',none,', '__proto__,x,{'].join('\n'),
  );
  const events = [0, 1, 2].flatMap((mod) => numbers.map((n) => `I${n},${mod},state ${mod}`));
  writeFileSync(path.join(at, 'events.csv'), ['number,mod,state', ...events, ',1,lost'].join('\n'));
}

function writeHandbook(at: string): void {
  mkdirSync(path.join(at, '图'), { recursive: true });
  mkdirSync(path.join(at, 'deep', 'er'), { recursive: true });
  writeFileSync(path.join(at, '图', 'a (1).png'), PICTURE);
  symlinkSync(path.join(at, '..', 'exports', 'customers.csv'), path.join(at, '图', 'outside.png'));
  writeFileSync(path.join(at, 'broken.md'), '---\ntitle: "no end\n---\nText\n');
  for (let number = 0; number < 230; number += 1) {
    const text = `---\ntitle: Article ${number}\n---\n![p](<../../图/a (1).png>) [next](a${number + 1}.md)\n`;
    writeFileSync(path.join(at, 'deep', 'er', `a${number}.md`), text);
  }
}
