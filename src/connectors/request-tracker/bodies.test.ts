import fc from 'fast-check';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { expect, test } from 'vitest';
import { linkText, rewriteHtml, textToHtml } from './bodies.ts';
import { mentionsIn, tokenOf } from './mentions.ts';

const ownNames = {
  bases: ['https://rt.example.com/rt', 'http://10.0.0.5:8080'],
  organization: 'example.com',
  name: 'lab.example (zh)',
  files: new Set(['attachment/6', 'customfield/7']),
};

/** What a browser would show, blanks that don't break counted as blanks. */
function shown(html: string): string {
  let text = '';
  visit(unified().use(rehypeParse, { fragment: true }).parse(html), (node) => {
    if (node.type === 'text') text += node.value.replaceAll('\n', '').replace(/ {2,}/g, ' ');
    if (node.type === 'element' && node.tagName === 'br') text += '\n';
  });
  return text.replaceAll('\u00a0', ' ');
}

test.each([
  ['https://rt.example.com/rt/Ticket/Display.html?id=12', 'ferry-record:ticket/12'],
  ['http://rt.example.com/rt/Ticket/Display.html?id=12#txn-345', 'ferry-record:ticket/12'],
  ['https://rt.example.com/rt/Ticket/History.html?Foo=1&id=12', 'ferry-record:ticket/12'],
  ['https://rt.example.com/rt/SelfService/Display.html?id=12', 'ferry-record:ticket/12'],
  ['https://rt.example.com/rt/m/ticket/show?id=12', 'ferry-record:ticket/12'],
  ['http://10.0.0.5:8080/Ticket/Display.html?id=12', 'ferry-record:ticket/12'],
  ['https://rt.example.com/rt/REST/2.0/ticket/12', 'ferry-record:ticket/12'],
  ['https://rt.example.com/rt/Articles/Article/Display.html?id=3', 'ferry-record:article/3'],
  ['https://rt.example.com/rt/SelfService/Article/Display.html?id=3', 'ferry-record:article/3'],
  ['https://rt.example.com/rt/Asset/Display.html?id=4', 'ferry-record:device/4'],
  ['https://rt.example.com/rt/SelfService/Asset/Display.html?id=4', 'ferry-record:device/4'],
  ['https://rt.example.com/rt/Ticket/Attachment/5/6/a%20b.png', 'ferry-asset:attachment%2F6'],
  ['https://rt.example.com/rt/SelfService/Attachment/5/6', 'ferry-asset:attachment%2F6'],
  ['https://rt.example.com/rt/Download/CustomFieldValue/7/x.bin', 'ferry-asset:customfield%2F7'],
  ['fsck.com-rt://example.com/ticket/12', 'ferry-record:ticket/12'],
  ['fsck.com-article://example.com/article/3', 'ferry-record:article/3'],
  ['fsck.com-asset://example.com/asset/4', 'ferry-record:device/4'],
])('%s means %s', (address, token) => {
  expect(tokenOf(address, ownNames)).toBe(token);
});

test.each([
  'https://rt.example.com/Ticket/Display.html?id=12',
  'https://rt.example.com/rtx/Ticket/Display.html?id=12',
  'https://rt.example.com.evil.example/rt/Ticket/Display.html?id=12',
  'https://rt.example.com@evil.example/rt/Ticket/Display.html?id=12',
  'https://rt.example.com/rt/Ticket/Display.html',
  'https://rt.example.com/rt/Ticket/Display.html?id=12x',
  'https://rt.example.com/rt/Search/Results.html?id=12',
  'https://rt.example.com:8443/rt/Ticket/Display.html?id=12',
  'https://rt.example.com/rt/Ticket/Attachment/5/99/of-another-ticket.png',
  'https://rt.example.com/rt/REST/2.0/attachment/99',
  'https://rt.example.com/rt/Download/CustomFieldValue/99/x.bin',
  'fsck.com-rt://elsewhere.example/ticket/12',
  'javascript:alert(1)',
  'not an address',
])('%s is left alone', (address) => {
  expect(tokenOf(address, ownNames)).toBeUndefined();
});

test('a sentence keeps its full stop, brackets and Chinese signs outside of the link', () => {
  const address = 'https://rt.example.com/rt/Ticket/Display.html?id=12';
  for (const text of [`see ${address}.`, `(${address})`, `见${address}。`, `<${address}>`, `"${address}"`]) {
    expect(mentionsIn(text, ownNames).map(({ from, to }) => text.slice(from, to))).toEqual([address]);
  }
});

test('the tag of a subject is found whatever signs the name has, and only with this name', () => {
  const text = '[lab.example (zh) #12] [labxexample (zh) #13] [lab.example (zh) #14x] [LAB.example (zh)  #15]';
  expect(mentionsIn(text, ownNames).map(({ token }) => token)).toEqual([
    'ferry-record:ticket/12',
    'ferry-record:ticket/15',
  ]);
});

test('any text is shown as HTML exactly as it was', () => {
  const piece = fc.constantFrom(' ', '  ', '\n', '\t', '<b>', '&amp;', '&', '"', 'a', '中', '\u00a0', '😀', '<!--');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      expect(shown(textToHtml(text))).toBe(text.replaceAll('\t', '    ').replaceAll('\u00a0', ' '));
    }),
  );
});

test('a plain text that mentions a ticket becomes the same text with a link; any other stays text', () => {
  const text = 'see [lab.example (zh) #1]\n  and <https://rt.example.com/rt/Ticket/Display.html?id=2>\n';
  const html = linkText(text, ownNames) ?? '';
  expect(shown(html)).toBe(text);
  expect([...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
    'ferry-record:ticket/1',
    'ferry-record:ticket/2',
  ]);
  expect(linkText('nothing of ours: https://example.org/Ticket/Display.html?id=2', ownNames)).toBeNull();
});

test('HTML without anything of ours comes back to the letter', () => {
  const html = '<P Class=x>odd  markup<br/><img src="https://tracker.example/x.gif"><a href=//evil.example>x</a>';
  expect(rewriteHtml(html, ownNames)).toBe(html);
});

test('images by cid, links and mentions in running text become tokens; nothing inside of links and scripts does', () => {
  const inline = new Map([['img1@x', 'attachment/6']]);
  const html = `<p><img src="cid:img1@x"><img src='CID:img1%40x'><img src="cid:none@x"></p>
<p>[lab.example (zh) #1] <a href="https://rt.example.com/rt/Ticket/Display.html?id=2#txn-3">https://rt.example.com/rt/Ticket/Display.html?id=2</a></p>
<script>"[lab.example (zh) #9]"</script><img src="https://rt.example.com/rt/Ticket/Attachment/5/6/a.png">
<img src="http://169.254.169.254/"><img src="data:image/png;base64,AAAA">`;
  const got = rewriteHtml(html, ownNames, inline);
  expect(got).toContain('<p><img src="ferry-asset:attachment%2F6"><img src="ferry-asset:attachment%2F6">');
  expect(got).toContain('<img src="cid:none@x">');
  expect(got).toContain('<a href="ferry-record:ticket/1">[lab.example (zh) #1]</a>');
  expect(got).toContain('<a href="ferry-record:ticket/2">https://rt.example.com/rt/Ticket/Display.html?id=2</a>');
  expect(got).toContain('<script>"[lab.example (zh) #9]"</script>');
  expect(got).toContain('<img src="http://169.254.169.254/"><img src="data:image/png;base64,AAAA">');
  expect(got.match(/ferry-asset/g)).toHaveLength(3);
});

test('an address hidden in entities is found, and elements nested beyond reason come back as they are', () => {
  const hidden = '<a href="https&#58;//rt.example.com/rt/Ticket/Display.html?id&#61;2">x</a>';
  expect(rewriteHtml(hidden, ownNames)).toBe('<a href="ferry-record:ticket/2">x</a>');
  const deep = `${'<div>'.repeat(60_000)}[lab.example (zh) #1]`;
  expect(rewriteHtml(deep, ownNames)).toBe(deep);
});
