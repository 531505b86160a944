/** Lists over HTTP: what records are called, how lists are sorted and narrowed, and that their totals are true. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, READ, type TestConsole } from '../../../test/setup/console.ts';
import { login, visit as visitUrl } from '../../../test/setup/visitor.ts';

let api: TestConsole;
let cookie: string;
const TICKETS = 120;
const PRIORITIES = ['urgent', 'high', 'normal', 'low'];

beforeAll(async () => {
  api = await openConsole();
  cookie = await login(api.url, READ);
  await api.bulk('customer', [
    { externalId: 'crm:customer:1', data: { name: 'Zeta Works' } },
    { externalId: 'crm:customer:2', data: { name: 'Alpha Mills' } },
  ]);
  await api.bulk('site', [{ externalId: 'crm:site:1', data: { name: 'Harbour' } }]);
  await api.bulk('service', [
    { externalId: 'crm:service:1', data: { kind: 'sd-wan', customer: 'crm:customer:1', site: 'crm:site:1' } },
    { externalId: 'crm:service:2', data: { kind: 'sd-wan', customer: 'crm:customer:2' } },
    { externalId: 'crm:service:3', data: { kind: 'integration' } },
  ]);
  await api.bulk('sla-commitment', [
    {
      externalId: 'crm:sla-commitment:1',
      data: {
        ...{ party: 'customer', standing: 'promised', customer: 'crm:customer:1', service: 'crm:service:1' },
        targets: [{ metric: 'restore', value: 4, unit: 'hours' }],
      },
    },
    { externalId: 'crm:sla-commitment:2', data: { party: 'supplier', standing: 'expected' } },
  ]);
  const tickets = Array.from({ length: TICKETS }, (_, at) => ({
    externalId: `rt:ticket:${at}`,
    data: {
      ...{ number: String(at), title: `Ticket ${String((at * 7) % TICKETS).padStart(3, '0')}` },
      ...{ status: at % 3 === 0 ? 'open' : 'closed', priority: PRIORITIES[at % 4] },
      ...(at % 5 === 0 ? {} : { customer: `crm:customer:${(at % 2) + 1}` }),
    },
  }));
  expect((await api.bulk('ticket', tickets)).body.counts).toEqual({ created: TICKETS });
});
afterAll(() => api.close());

const page = async (path: string) => (await visitUrl(`${api.url}/entities/${path}`, { cookie })).text;
const names = (text: string) =>
  [...text.matchAll(/<td class="main"><a href="[^"]*">([^<]*)<\/a>/g)].map(([, name = '']) => name);
const total = (text: string) => /<h1>[^<]*<span class="total">([^<]*)<\/span>/.exec(text)?.[1];

describe('a record that has no name of its own', () => {
  test('is called by what it is: a service by customer, site and kind, a commitment by what it promises to whom', async () => {
    expect(names(await page('service'))).toEqual([
      'Zeta Works · Harbour · sd-wan',
      'Alpha Mills · sd-wan',
      'integration',
    ]);
    expect(names(await page('sla-commitment'))).toEqual([
      'Zeta Works · Harbour · sd-wan · restore 4 hours',
      'expected',
    ]);
    const commitment = await page('sla-commitment/crm%3Asla-commitment%3A1');
    expect(commitment).toContain('<h1>Zeta Works · Harbour · sd-wan · restore 4 hours</h1>');
  });
});

describe('a list', () => {
  test('says how many there are, and of how many', async () => {
    expect(total(await page('ticket'))).toBe('120');
    expect(total(await page('ticket?is.status=open'))).toBe('40 of 120');
    expect(total(await page('ticket?is.status=open&is.priority=urgent&q=ticket'))).toBe('10 of 120');
    expect(total(await page('ticket?q=nothing+holds+this'))).toBe('0 of 120');
    expect(total(await page('ticket?is.status=no-such-status'))).toBe('120');
  });

  test.each(['title', '-title', 'priority', '-priority', 'customer', '-customer', 'status', ''])(
    'sorted by “%s” holds every record once over all its pages, in that order',
    async (sort) => {
      const seen: string[] = [];
      const pages = [1, 2, 3].map((at) => page(`ticket?${new URLSearchParams({ sort, page: String(at) })}`));
      for (const text of await Promise.all(pages)) seen.push(...names(text));
      expect(new Set(seen).size).toBe(TICKETS);
      expect(seen).toHaveLength(TICKETS);
      if (sort === 'title') expect(seen).toEqual([...seen].sort());
      if (sort === '-title') expect(seen).toEqual([...seen].sort().reverse());
    },
  );

  test('is sorted by what choices mean, and by the names of other records', async () => {
    const badges = async (sort: string) =>
      [...(await page(`ticket?sort=${sort}`)).matchAll(/badge-(urgent|high|normal|low)"/g)].map(
        ([, word = '']) => word,
      );
    const ranks = (await badges('priority')).map((word) => PRIORITIES.indexOf(word));
    expect(ranks).toEqual([...ranks].sort());
    expect((await badges('-priority'))[0]).toBe('low');
    const customers = async (sort: string) =>
      [...(await page(`service?sort=${sort}`)).matchAll(/data-label="Customer"><a [^>]*>([^<]*)/g)].map(
        ([, name]) => name,
      );
    expect(await customers('customer')).toEqual(['Alpha Mills', 'Zeta Works']);
    expect(await customers('-customer')).toEqual(['Zeta Works', 'Alpha Mills']);
  });

  test('keeps what was asked for from page to page and heading to heading', async () => {
    const text = await page('ticket?is.status=closed&q=ticket&sort=priority');
    const links = [...text.matchAll(/href="(\/entities\/ticket\?[^"]*)"/g)].map(([, to = '']) =>
      to.replaceAll('&amp;', '&'),
    );
    expect(links.length).toBeGreaterThan(5);
    for (const to of links) expect(to).toMatch(/q=ticket&is\.status=closed/);
    expect(links).toContain('/entities/ticket?q=ticket&is.status=closed&sort=-priority');
    expect(links).toContain('/entities/ticket?q=ticket&is.status=closed&sort=priority&page=2');
  });

  test.each(['data', 'title; drop table console.record', "x' or '1'='1", '--title', 'constructor', '__proto__'])(
    'by “%s”, which is no column, is by key',
    async (sort) => {
      const text = await page(`ticket?${new URLSearchParams({ sort })}`);
      expect(names(text)).toEqual(names(await page('ticket')));
    },
  );
});
