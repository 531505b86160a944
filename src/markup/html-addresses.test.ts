import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressesIn } from './html-addresses.ts';

const found = (html: string) =>
  addressesIn(html).map(({ kind, url, start, end }) => [kind, url, html.slice(start, end)]);

describe('addresses of HTML', () => {
  test.each([
    ['<img src="img/a&amp;b.png">', [['image', 'img/a&b.png', 'img/a&amp;b.png']]],
    ["<IMG SRC = 'a b.png' width=3>", [['image', 'a b.png', 'a b.png']]],
    ['<img data-src="x.png" src=y.png>', [['image', 'y.png', 'y.png']]],
    ['<img alt="src=no.png" src="y.png">', [['image', 'y.png', 'y.png']]],
    ['<a title="a > b" href="p.md">x</a>', [['link', 'p.md', 'p.md']]],
    ['<a\r\n  href="p.md"\r\n>', [['link', 'p.md', 'p.md']]],
    [
      '<video poster="p.png"><source src="v.mp4"></video>',
      [
        ['image', 'p.png', 'p.png'],
        ['image', 'v.mp4', 'v.mp4'],
      ],
    ],
    [
      '<source srcset="a.png 1x, b.png 2x">',
      [
        ['image', 'a.png', 'a.png'],
        ['image', 'b.png', 'b.png'],
      ],
    ],
    ['<object data="d.pdf"></object>', [['image', 'd.pdf', 'd.pdf']]],
    ['<td background="bg.png">', [['image', 'bg.png', 'bg.png']]],
    ['<!-- <img src="no.png"> --><script>"<img src=no.png>"</script>', []],
    ['<textarea><img src="no.png"></textarea><img src="y.png">', [['image', 'y.png', 'y.png']]],
    ['<img src="unclosed', []],
  ])('%s', (html, addresses) => {
    expect(found(html)).toEqual(addresses);
  });

  test('stand where they are said to stand, whatever is around them', () => {
    const name = fc.constantFrom('alt', 'title', 'data-src', 'width', 'class');
    const value = fc.string({ maxLength: 12 }).map((text) => text.replace(/["&<>\r\0]/g, ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), value, fc.string(), (attributes, address, before) => {
        const others = attributes.map(([attribute, text]) => `${attribute}="${text}"`).join(' ');
        const html = `${before.replaceAll('<', '')}<img ${others} src="${address}">`;
        const [only] = addressesIn(html);
        expect(html.slice(only?.start, only?.end)).toBe(address);
      }),
    );
  });
});
