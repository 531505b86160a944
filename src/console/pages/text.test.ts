/** Hostile and ordinary texts as pages show them. */
import { expect, test } from 'vitest';
import { html } from './html.ts';
import { showBody, showHtml, showMarkdown, showPlain } from './text.ts';

const ASSET = `/v1/assets/${'a'.repeat(64)}`;

test('a template escapes what goes into text and attributes, and nothing that it made itself', () => {
  const value = `<b>"'&`;
  expect(html`<p title="${value}">${value}${html`<i>${1}</i>`}${null}${false}${['x', value]}</p>`.html).toBe(
    '<p title="&lt;b&gt;&quot;&#39;&amp;">&lt;b&gt;&quot;&#39;&amp;<i>1</i>x&lt;b&gt;&quot;&#39;&amp;</p>',
  );
});

test('Markdown keeps tables, code and Chinese, and HTML tables with spans', () => {
  const page = showMarkdown(
    '# 标题\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n<table><tr><td colspan="2">宽</td></tr></table>',
  ).html;
  expect(page).toContain('<h1>标题</h1>');
  expect(page).toContain('<td><code>2</code></td>');
  expect(page).toContain('<td colspan="2">宽</td>');
});

test('images come from our own assets alone', () => {
  const page = showMarkdown(`![own](${ASSET})\n![far](https://evil.example/p.png)\n![near](/v1/assets/../x)`).html;
  expect(page).toContain(`src="${ASSET}"`);
  expect(page.match(/<img/g)).toHaveLength(1);
  expect(page).toContain('[image elsewhere: far]');
});

test('links lead to the web, to mail and to our own records, and tell nobody where they were', () => {
  const page = showMarkdown(
    '[a](https://x.example) [b](/entities/ticket/rt%3Aticket%3A1) [c](javascript:x) [d](//x.example)',
  ).html;
  expect(page).toContain('<a href="https://x.example" rel="noopener noreferrer nofollow">');
  expect(page).toContain('href="/entities/ticket/rt%3Aticket%3A1"');
  expect(page).not.toContain('javascript:');
  expect(page).not.toContain('href="//');
});

test('styles, forms, frames and handlers are gone from HTML', () => {
  const page = showHtml(
    '<p style="x" onclick="y">ok<form action="/x"><input name="a"></form><iframe src="/"></iframe></p>',
  ).html;
  expect(page).not.toMatch(/style|onclick|form|iframe|name=/);
});

test('what is nested too deep to be rendered is shown as written', () => {
  expect(showMarkdown(`${'> '.repeat(4000)}<script>`).html).toContain('prose');
});

test('a body is shown in the format it names, plain when that is unknown', () => {
  expect(showBody('markdown', '**x**').html).toContain('<strong>x</strong>');
  expect(showBody('html', '<b>x</b>').html).toContain('<b>x</b>');
  expect(showBody('other', '<b>x</b>')).toEqual(showPlain('<b>x</b>'));
});
