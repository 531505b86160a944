/** Nothing hostile in a record becomes markup that acts, on no page and in no browser. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATE, openConsole, type TestConsole } from '../../../test/setup/console.ts';
import { login as loginTo, visit as visitUrl } from '../../../test/setup/visitor.ts';
import { recordPath } from './words.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const VECTORS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '![x](javascript:alert(1))',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<form action="https://evil.example"><input name=a><button>go',
  '</title><script>alert(1)</script>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<style>@import "https://evil.example/x.css"</style>',
  '<p style="background:url(https://evil.example)">x</p>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
];

let api: TestConsole;
const TICKET = 'rt:ticket:evil';
beforeAll(async () => {
  api = await openConsole();
  const evil = VECTORS.join('\n');
  const formats = ['text', 'markdown', 'html'].map((format, index) => ({
    externalId: `rt:comment:${index}`,
    internal: index === 1,
    body: { format, content: evil },
    attachments: [{ sha256: 'a'.repeat(64), name: VECTORS[1] }],
  }));
  const links = ['https://evil.example/"onclick="alert(1)', "http://x/'><svg onload=alert(1)>"].map((url) => ({
    kind: VECTORS[1],
    url,
    label: VECTORS[2],
  }));
  const answer = await api.bulk('ticket', [
    {
      externalId: TICKET,
      data: {
        number: VECTORS[2],
        title: `${VECTORS[0]}${VECTORS[10]}`,
        status: 'open',
        body: { format: 'html', content: evil },
        tags: VECTORS,
        comments: formats,
        attachments: [{ sha256: 'b'.repeat(64), name: VECTORS[0], bytes: 5 }],
        links: [...links, { kind: 'refers-to', label: 'javascript:alert(1)' }],
        watchers: [{ role: VECTORS[1] }],
        custom: { [VECTORS[1] ?? '']: VECTORS[2] },
      },
    },
  ]);
  const articles = await api.bulk('article', [
    { externalId: 'docs:article:evil', data: { title: evil.slice(0, 400), body: evil, summary: evil } },
  ]);
  const devices = await api.bulk('device', [
    { externalId: 'rt:device:evil', data: { name: evil.slice(0, 400), description: evil, links, custom: { a: evil } } },
  ]);
  const customers = await api.bulk('customer', [
    { externalId: 'crm:customer:evil', data: { name: VECTORS[1], code: VECTORS[0] } },
  ]);
  const services = await api.bulk('service', [
    { externalId: 'crm:service:evil', data: { kind: 'sd-wan', customer: 'crm:customer:evil' } },
  ]);
  expect([customers, services].map(({ body }) => body.counts)).toEqual([{ created: 1 }, { created: 1 }]);
  const made = [answer, articles, devices].map(({ body }) => body.counts);
  expect(made).toEqual([{ created: 1 }, { created: 1 }, { created: 1 }]);
});
afterAll(() => api.close());

const visit = (path: string, sent: { cookie: string }) => visitUrl(`${api.url}${path}`, sent);
const login = (token: string, name?: string) => loginTo(api.url, token, name);

describe('what a record holds', () => {
  const PAGES = [
    '/entities/ticket',
    recordPath('ticket', TICKET),
    `${recordPath('ticket', TICKET)}/edit`,
    '/entities/article',
    recordPath('article', 'docs:article:evil'),
    recordPath('device', 'rt:device:evil'),
    `/entities/ticket?${new URLSearchParams({ q: VECTORS[1] ?? '' })}`,
    `/entities/ticket?${new URLSearchParams({ sort: VECTORS[1] ?? '', 'is.status': VECTORS[0] ?? '' })}`,
    '/entities/service?sort=customer',
    recordPath('service', 'crm:service:evil'),
    `${recordPath('service', 'crm:service:evil')}/edit`,
    '/zone',
  ];

  test('never becomes markup that acts', async () => {
    const cookie = await login(OPERATE, VECTORS[1]);
    for (const path of PAGES) {
      const { text, headers, status } = await visit(path, { cookie });
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'self'/);
      const markup = text.match(/<[^>]*>/g)?.join('\n') ?? '';
      expect(markup).not.toMatch(/<(script|iframe|svg|math|object|embed|style|base)\b/i);
      expect(markup.replace(/"[^"]*"/g, '""')).not.toMatch(/\s(on[a-z]+|style|srcdoc)\s*=/i);
      expect(markup).not.toMatch(/\s(href|src|action)="\s*(javascript|data):/i);
      expect(markup).not.toMatch(/\s(src|action)="https?:/i);
    }
  });

  test('runs nothing and calls nobody in a real browser', async ({ skip }) => {
    skip(
      !existsSync(CHROMIUM),
      `it needs Chromium; there is no ${CHROMIUM} (apt-get install chromium, or CHROMIUM_PATH)`,
    );
    const flags = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags });
    try {
      const page = await browser.newPage();
      const seen: string[] = [];
      page.on('dialog', (dialog) => {
        seen.push('dialog');
        void dialog.dismiss();
      });
      page.on('request', (sent) => {
        if (!sent.url().startsWith(api.url)) seen.push(sent.url());
      });
      await page.goto(`${api.url}/login`);
      await page.fill('[name=name]', 'Visitor');
      await page.fill('[name=token]', OPERATE);
      await page.click('button');
      for (const path of PAGES) await page.goto(`${api.url}${path}`);
      expect(seen).toEqual([]);
      expect(await page.locator('h1').count()).toBe(1);
    } finally {
      await browser.close();
    }
  });
});
