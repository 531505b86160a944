/** The pages in a real browser: on a phone and a desk nothing is wider than the screen, light and dark. */
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATE, openConsole, type TestConsole } from '../../../test/setup/console.ts';
import { ENTITIES } from '../../model/entity.ts';
import { recordPath } from './words.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const LONG = 'x'.repeat(200);
const TICKET = 'rt:ticket:1';
const PAGES = ['/', '/outbox', '/zone', recordPath('ticket', TICKET), `${recordPath('ticket', TICKET)}/edit`];
const LISTS = ENTITIES.map((entity) => `/entities/${entity}`);

describe.skipIf(!existsSync(CHROMIUM))('the pages in Chromium', () => {
  let api: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    api = await openConsole();
    const customer = {
      externalId: 'crm:customer:1',
      data: { name: `A very long name of a customer ${LONG}`, code: LONG },
    };
    await api.bulk('customer', [customer]);
    await api.bulk('service', [{ externalId: 'crm:service:1', data: { kind: 'sd-wan', customer: 'crm:customer:1' } }]);
    await api.bulk('device', [{ externalId: 'rt:device:1', data: { name: LONG, serial: LONG, vendor: LONG } }]);
    await api.bulk('ticket', [
      {
        externalId: TICKET,
        data: {
          ...{ number: '1', title: `Long ${LONG}`, status: 'open', priority: 'high', customer: 'crm:customer:1' },
          ...{
            createdAt: '2026-03-12T00:15:30Z',
            updatedAt: '2026-03-12T00:15:30Z',
            custom: { [LONG.slice(0, 100)]: LONG },
          },
          body: { format: 'markdown', content: `| a | b |\n|---|---|\n| ${LONG} | ${LONG} |\n\n\`${LONG}\`` },
        },
      },
    ]);
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
  });

  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  async function visitor(width: number, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
    const page = await context.newPage();
    await page.goto(`${api.url}/login`);
    await page.fill('[name=name]', 'Visitor');
    await page.fill('[name=token]', OPERATE);
    await page.click('button');
    return { page, close: () => context.close() };
  }

  test.each([390, 1280])('nothing is cut off at %i px', async (width) => {
    const { page, close } = await visitor(width, 'light');
    for (const path of [...PAGES, ...LISTS]) {
      await page.goto(`${api.url}${path}`);
      const cut = await page.evaluate(`({
        tables: innerWidth < 640
          ? [...document.querySelectorAll('.wide')].filter((each) => each.scrollWidth > each.clientWidth + 1).length
          : 0,
        page: document.documentElement.scrollWidth > innerWidth,
      })`);
      expect([path, cut]).toEqual([path, { tables: 0, page: false }]);
    }
    await close();
  });

  test.each(['light', 'dark'] as const)('people who don’t see well can use them, %s', async (scheme) => {
    const { page, close } = await visitor(390, scheme);
    for (const path of [...PAGES, '/entities/ticket?sort=-priority', '/entities/service']) {
      await page.goto(`${api.url}${path}`);
      // The policy of the pages lets no script in; the browser's own hand isn't bound by it.
      const found = await page.evaluate(`(() => { ${axe.source}; return axe.run() })()`);
      const violations = (found as { violations: { id: string; nodes: { html: string }[] }[] }).violations;
      expect([path, violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([path, []]);
    }
    await close();
  });
});
