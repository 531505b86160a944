import { expect, test } from 'vitest';
import { bodyOf, type Part } from './parts.ts';

function part(id: string, type: string, more: Partial<Part> = {}): Part {
  return {
    id,
    parent: null,
    type,
    name: null,
    headers: '',
    cid: null,
    apart: false,
    bytes: null,
    content: null,
    ...more,
  };
}

const text = (id: string, content: string, parent: string | null = null) => part(id, 'text/plain', { content, parent });
const html = (id: string, content: string, parent: string | null = null) => part(id, 'text/html', { content, parent });

function shown(...parts: Part[]) {
  const { body, rest } = bodyOf(parts);
  return [body?.kind, body?.content, rest.map(({ id }) => id)];
}

test('one text is the body, to the letter', () => {
  expect(shown(text('1', ' a \r\n\n'))).toEqual(['text', ' a \r\n\n', []]);
});

test('of two forms of one text the HTML is taken, and the other is no file', () => {
  const alternative = part('1', 'multipart/alternative');
  expect(shown(alternative, text('2', 'plain', '1'), html('3', '<p>rich</p>', '1'))).toEqual([
    'html',
    '<p>rich</p>',
    [],
  ]);
  expect(shown(alternative, text('2', 'plain', '1'), html('3', ' \n', '1'))).toEqual(['text', 'plain', []]);
});

test('an image beside the HTML is a file too, and so are a calendar and a signature', () => {
  const parts = [
    part('1', 'multipart/signed'),
    part('2', 'multipart/alternative', { parent: '1' }),
    text('3', 'plain', '2'),
    part('4', 'multipart/related', { parent: '2' }),
    html('5', '<img src="cid:x">', '4'),
    part('6', 'image/png', { cid: 'x', parent: '4' }),
    part('7', 'text/calendar', { parent: '2' }),
    part('8', 'application/pgp-signature', { parent: '1' }),
  ];
  expect(shown(...parts)).toEqual(['html', '<img src="cid:x">', ['6', '7', '8']]);
});

test('texts before and after a picture are one body', () => {
  const mixed = part('1', 'multipart/mixed');
  const picture = part('3', 'image/png', { name: 'a.png' });
  expect(shown(mixed, text('2', 'before\n', '1'), picture, text('4', 'after\n', '1'))).toEqual([
    'text',
    'before\n\nafter',
    ['3'],
  ]);
  expect(shown(mixed, html('2', '<p>before</p>', '1'), picture, text('4', 'a < b', '1'))).toEqual([
    'html',
    '<p>before</p>\n<hr>\n<p>a &lt; b</p>',
    ['3'],
  ]);
});

test('a mail sent along is shown under its headers, with its files beside', () => {
  const parts = [
    part('1', 'multipart/mixed'),
    text('2', 'see below', '1'),
    part('3', 'message/rfc822', { parent: '1' }),
    part('4', 'multipart/mixed', { parent: '3', headers: 'Received: x\nFrom: bob@example.com\nSubject: 断网' }),
    text('5', 'the text', '4'),
    part('6', 'image/png', { name: 'a.png' }),
  ];
  expect(shown(...parts)).toEqual(['text', 'see below\n\nFrom: bob@example.com\nSubject: 断网\n\nthe text', ['6']]);
});

test('a mail that could not be taken apart is a file, a container is none', () => {
  expect(shown(part('1', 'multipart/mixed'), part('2', 'message/rfc822', { bytes: 100 }))).toEqual([
    undefined,
    undefined,
    ['2'],
  ]);
});

test('an empty text is neither body nor file unless somebody gave it a name', () => {
  expect(shown(text('1', ''), part('2', 'text/plain', { name: 'empty.txt', bytes: 0 }))).toEqual([
    undefined,
    undefined,
    ['2'],
  ]);
});

test('parts that claim to be within one another end', () => {
  const round = [part('1', 'multipart/mixed', { parent: '2' }), part('2', 'multipart/mixed', { parent: '1' })];
  expect(shown(...round, text('3', 'x', '9'))).toEqual(['text', 'x', []]);
});
