/** Formatted text: hostile HTML to Markdown or plain text, and what Markdown points at. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { htmlToMarkdown, htmlToText, tooNested } from '../formats/html.ts';
import { collectAssets, collectTargets } from '../formats/markdown.ts';
import { type Frame, lose } from '../journal.ts';
import { isList, isScalar } from '../values.ts';
import { ANY_TEXT, defineOperation, type RuleContext } from './operation.ts';
import { onText, perItem, switchOn } from './steps.ts';

const NESTED = { code: 'text-nesting', params: { format: 'html' } } as const;

export const html = defineOperation({
  name: 'html',
  stage: 'convert',
  about: 'HTML to Markdown or text, sanitised first; what the sanitiser removes is a counted loss',
  keys: { html: z.enum(['markdown', 'text']) },
  yields: ANY_TEXT,
  example: {
    rule: '{ from: a, html: markdown }',
    given: '<p>a <b>b</b></p>',
    gives: 'a **b**',
    fails: { given: 'a<script>x()</script>', code: 'html-dropped' },
  },
  compile: (rule, context) =>
    onText(context, (source, frame) => {
      if (tooNested(source)) return context.fail(frame, NESTED);
      const dropped = (element: string) => dropLoss(element, frame, context);
      if (rule.html === 'text') return htmlToText(source, dropped);
      const text = htmlToMarkdown(source, dropped);
      collectTargets(text, frame, context.path);
      return text;
    }),
});

export const markdown = defineOperation({
  name: 'markdown',
  stage: 'convert',
  about: 'Markdown as it is; asset and record tokens are collected, outside images and dangling links counted',
  keys: { markdown: switchOn },
  yields: ANY_TEXT,
  example: {
    rule: '{ from: a, markdown: true }',
    given: '# a',
    gives: '# a',
    fails: { given: '![x](https://img.example.com/a.png)', code: 'image-outside' },
  },
  compile: (_, context) =>
    onText(context, (text, frame) => {
      collectTargets(text, frame, context.path);
      return text;
    }),
});

export const assets = defineOperation({
  name: 'assets',
  stage: 'convert',
  about: 'the assets that a text shows, Markdown (`true`) or HTML (`html`), as a list of their hashes',
  keys: { assets: z.union([switchOn, z.literal('html')]) },
  yields: '0'.repeat(64),
  gives: 'list',
  example: {
    rule: '{ from: a, assets: true }',
    given: '![x](ferry-asset:a.png)',
    gives: [],
    fails: { given: { b: 1 }, code: 'text-expected' },
  },
  compile: (rule, context) => {
    const step = onText(context, (text, frame) => {
      if (rule.assets === 'html' && tooNested(text)) return context.fail(frame, NESTED);
      const shown = rule.assets === 'html' ? htmlToMarkdown(text, () => undefined) : text;
      return collectAssets(shown, frame, context.path) ? [] : null;
    });
    return (value, frame) => {
      const shown = step(value, frame);
      return isList(value) && isList(shown) ? listOf(shown) : shown;
    };
  },
});

export const text = defineOperation({
  name: 'text',
  stage: 'convert',
  about: 'anything to text; objects and lists to their JSON',
  keys: { text: switchOn },
  yields: ANY_TEXT,
  example: { rule: '{ from: a, text: true }', given: { b: [1] }, gives: '{"b":[1]}' },
  compile: () => perItem((value) => (isScalar(value) ? String(value) : JSON.stringify(value))),
});

/** What several texts show is one list; null when none of them shows anything. */
function listOf(shown: readonly JsonValue[]): JsonValue {
  return shown.every((one) => one === null) ? null : [];
}

function dropLoss(element: string, frame: Frame, context: RuleContext): void {
  lose(frame, context.path, { code: 'html-dropped', params: { element } });
}
