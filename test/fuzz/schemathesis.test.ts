/**
 * The console against its own OpenAPI document, by a tool that nobody here wrote. `test/fuzz/schemathesis.sh` installs
 * it, names the program in SCHEMATHESIS and runs this.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTITIES } from '../../src/model/entity.ts';
import { OPERATE, openConsole, type TestConsole } from '../setup/console.ts';
import { WHOLE } from '../setup/sample.ts';

const PROGRAM = process.env.SCHEMATHESIS;
const EXAMPLES = WHOLE ? '250' : '25';
const SEED = process.env.FERRY_SEED ?? '1';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'missing_required_header',
  'ignored_auth',
].join(',');
/** Exists for every entity, so that reads and edits find something. */
const KNOWN = 'fuzz:record:known';

/** RFC 6585's answer to a missing If-Match, which the tool doesn't count among refusals by itself. */
const PRECONDITION = `[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "406", "415", "422", "428"]
`;

const REQUIRED: Readonly<Record<string, object>> = {
  person: { kind: 'agent', name: 'Agent' },
  service: { kind: 'sd-wan' },
  device: {},
  entitlement: {},
  ticket: { number: '1', title: 'Ticket', status: 'open' },
  article: { title: 'Article', body: '# Article' },
  'sla-commitment': { party: 'customer', standing: 'promised' },
};

describe('schemathesis finds no answer outside the contract', () => {
  let api: TestConsole;
  let dir: string;
  beforeAll(async () => {
    api = await openConsole();
    dir = await mkdtemp(path.join(tmpdir(), 'ferry-schemathesis-'));
    for (const entity of ENTITIES) {
      const seeded = await api.bulk(entity, [{ externalId: KNOWN, data: REQUIRED[entity] ?? { name: entity } }]);
      expect(seeded.body.counts).toEqual({ created: 1 });
    }
  });
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
    await api.close();
  });

  test('with any input', { timeout: 3_600_000 }, async () => {
    // The freeze comes last and alone: it would make every other write answer 423.
    await run(['--exclude-operation-id', 'setFreeze']);
    await run(['--include-operation-id', 'setFreeze']);
  });

  test('about records that exist', { timeout: 3_600_000 }, async () => {
    await api.call('PUT', '/v1/freeze', { body: { frozen: false } });
    await run(
      ['--include-path-regex', '^/v1/(entities|versions)/.entity./'],
      `[parameters]\n"path.externalId" = "${KNOWN}"\n`,
    );
  });

  async function run(selection: readonly string[], config = ''): Promise<void> {
    const file = path.join(dir, 'schemathesis.toml');
    await writeFile(file, `${config}${PRECONDITION}`);
    const child = spawn(
      PROGRAM ?? '',
      [
        ...['--config-file', file, 'run', `${api.url}/docs/json`, '--header', `Authorization: Bearer ${OPERATE}`],
        ...[
          '--checks',
          CHECKS,
          '--max-examples',
          EXAMPLES,
          '--seed',
          SEED,
          '--generation-database',
          'none',
          ...selection,
        ],
      ],
      { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const [report, trouble] = await Promise.all([text(child.stdout), text(child.stderr), ended(child)]);
    expect(child.exitCode, `${report}\n${trouble}`).toBe(0);
    expect(report).toMatch(/[1-9]\d* generated/);
  }
});

function ended(child: ReturnType<typeof spawn>): Promise<unknown> {
  return new Promise((resolve) => child.on('close', resolve));
}
