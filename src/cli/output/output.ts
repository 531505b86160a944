/** Where a command's output goes: people read text, machines read one JSON object, and never both on one stream. */
import type { WriteStream } from 'node:tty';
import { asTyped, type Caller } from '../command-line.ts';

/** Says nothing by itself. Nothing that goes through it is escaped: callers make texts of others harmless. */
export interface Output {
  readonly json: boolean;
  /** Whether progress may redraw itself. */
  readonly live: boolean;
  /** A line for people: on stdout, or on stderr when stdout is for a machine. */
  say(line?: string): void;
  /** A line about what is being done now; never part of a result. */
  note(line: string): void;
  /** The result for machines, every `hint` in it as typed; nothing unless `--json` was asked for. */
  give(result: unknown): void;
  /** Our own words with the commands in them (`ferry check`) as they are to be typed here; not for texts of others. */
  asTyped(text: string): string;
  readonly people: WriteStream | NodeJS.WritableStream;
}

/** On the program's own streams; `live` only on a terminal, and never in CI. */
export function openOutput(json: boolean, caller: Caller): Output {
  const hints = (name: string, value: unknown) =>
    name === 'hint' && typeof value === 'string' ? asTyped(value, caller) : value;
  const people = json ? process.stderr : process.stdout;
  return {
    json,
    people,
    asTyped: (text) => asTyped(text, caller),
    live: people.isTTY === true && process.env.CI === undefined,
    say: (line = '') => void people.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    give: (result) => {
      if (json) process.stdout.write(`${JSON.stringify(result, hints)}\n`);
    },
  };
}
