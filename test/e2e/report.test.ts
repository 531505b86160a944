/** The report in a real browser: on a phone and a desk, light and dark, on paper; it asks nobody, runs nothing, and people who don't see can use it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/index.ts';
import { emptyFacts, fullFacts, hugeFacts, impactFacts } from '../fakes/plan-facts.ts';
import { HOSTILE_MARK } from '../fakes/plan-facts-texts.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FACTS = { full: fullFacts, empty: emptyFacts, impact: impactFacts, huge: hugeFacts };
const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'] as const;

interface Looked {
  readonly page: Page;
  /** What the page asked for beside itself. */
  readonly asked: string[];
  readonly complaints: string[];
}

describe.skipIf(!existsSync(CHROMIUM))('the report in Chromium', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-report-'));
  let browser: Browser;

  beforeAll(async () => {
    for (const [name, facts] of Object.entries(FACTS))
      writeFileSync(path.join(folder, `${name}.html`), renderReport(facts()));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  async function look(name: keyof typeof FACTS, width: number, scheme: (typeof SCHEMES)[number]): Promise<Looked> {
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme: scheme, offline: true });
    const page = await context.newPage();
    const url = pathToFileURL(path.join(folder, `${name}.html`)).href;
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => request.url() !== url && asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(url);
    return { page, asked, complaints };
  }

  for (const name of ['full', 'empty', 'impact', 'huge'] as const) {
    test.each(WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme }))))(
      `${name}: asks for nothing and scrolls only downwards at $width px, $scheme, folded and unfolded`,
      async ({ width, scheme }) => {
        const { page, asked, complaints } = await look(name, width, scheme);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        await unfold(page);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        expect([asked, complaints]).toEqual([[], []]);
        await page.context().close();
      },
    );
  }

  test.each(['full', 'empty', 'impact'] as const)(
    '%s: axe finds nothing serious, unfolded, in both themes and widths',
    async (name) => {
      for (const width of WIDTHS) {
        for (const scheme of SCHEMES) {
          const { page } = await look(name, width, scheme);
          await unfold(page);
          expect(await violations(page), `${width} ${scheme}`).toEqual([]);
          await page.context().close();
        }
      }
    },
  );

  test('shows hostile texts as texts: nothing runs, nothing is made of them', async () => {
    const { page, asked } = await look('full', 1280, 'light');
    await unfold(page);
    expect(await page.title()).toBe('Do not start the run: rt-to-console');
    expect(await page.locator('script, img, iframe, [onerror], [onload]').count()).toBe(0);
    expect(await page.locator('main').innerText()).toContain(HOSTILE_MARK);
    expect(asked).toEqual([]);
    await page.context().close();
  });

  test('says the verdict, why, and how many on the first screen of a phone', async () => {
    const { page } = await look('full', 390, 'light');
    for (const text of ['Do not start the run', 'differs from its lock', 'Read', 'Create']) {
      const box = await page
        .locator('#verdict')
        .getByText(text, { exact: text.length < 8 })
        .first()
        .boundingBox();
      expect((box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0), text).toBeLessThan(844);
    }
    await page.context().close();
  });

  test('is whole on paper: what is folded on the screen is printed, in dark mode too', async () => {
    const { page } = await look('full', 760, 'dark');
    expect(await hiddenCells(page)).toBeGreaterThan(20);
    await page.emulateMedia({ media: 'print' });
    expect(await hiddenCells(page)).toBe(0);
    expect(await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--card')")).toBe(
      '#ffffff',
    );
    const paper = await page.pdf({ preferCSSPageSize: true });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });

  test('can be gone through by keyboard: the first stop skips to the verdict, folds open with Enter', async () => {
    const { page } = await look('full', 1280, 'light');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the verdict');
    const summary = page.locator('summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('details').first().getAttribute('open')).toBe('');
    await page.context().close();
  });
});

function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

function hiddenCells(page: Page): Promise<number> {
  return page.locator('details td').evaluateAll((cells) => cells.filter((cell) => !cell.checkVisibility()).length);
}

async function unfold(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
  });
}

/** Serious and critical ones, as `rule: selector`. */
async function violations(page: Page): Promise<readonly string[]> {
  const found: unknown = await page.evaluate(
    `(() => { ${axe.source}; return axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target.join(' ')))); })()`,
  );
  if (!Array.isArray(found)) throw new Error('axe gave no list');
  return found.map(String);
}
