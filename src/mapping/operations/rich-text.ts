/** Formatted text: hostile HTML to Markdown or plain text, and what Markdown points at. */
import { z } from 'zod';
import { htmlToMarkdown, htmlToText, tooNested } from '../formats/html.ts';
import { collectAssets, collectTargets } from '../formats/markdown.ts';
import { type Frame, lose } from '../journal.ts';
import { isScalar } from '../values.ts';
import { defineOperation, type RuleContext } from './operation.ts';
import { onText, perItem, switchOn } from './steps.ts';

const NESTED = { code: 'text-nesting', params: { format: 'html' } } as const;

export const html = defineOperation({
  name: 'html',
  stage: 'convert',
  about: 'HTML to Markdown or text, sanitised first; what the sanitiser removes is a counted loss',
  keys: { html: z.enum(['markdown', 'text']) },
  yields: 'a',
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
  yields: 'a',
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
  example: {
    rule: '{ from: a, assets: true }',
    given: '![x](ferry-asset:a.png)',
    gives: [],
    fails: { given: { b: 1 }, code: 'text-expected' },
  },
  compile: (rule, context) =>
    onText(context, (text, frame) => {
      if (rule.assets === 'html' && tooNested(text)) return context.fail(frame, NESTED);
      const shown = rule.assets === 'html' ? htmlToMarkdown(text, () => undefined) : text;
      return collectAssets(shown, frame, context.path) ? [] : null;
    }),
});

export const text = defineOperation({
  name: 'text',
  stage: 'convert',
  about: 'anything to text; objects and lists to their JSON',
  keys: { text: switchOn },
  yields: 'a',
  example: { rule: '{ from: a, text: true }', given: { b: [1] }, gives: '{"b":[1]}' },
  compile: () => perItem((value) => (isScalar(value) ? String(value) : JSON.stringify(value))),
});

function dropLoss(element: string, frame: Frame, context: RuleContext): void {
  lose(frame, context.path, { code: 'html-dropped', params: { element } });
}
