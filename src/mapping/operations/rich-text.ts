/** Formatted text: hostile HTML to Markdown or plain text, and what Markdown points at. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { htmlToMarkdown, htmlToText, tooNested } from '../formats/html.ts';
import { collectAssets, collectTargets } from '../formats/markdown.ts';
import type { HtmlLoss } from '../formats/sanitise.ts';
import { type Frame, lose } from '../journal.ts';
import { isList, isScalar } from '../values.ts';
import { ANY_TEXT, defineOperation, type RuleContext } from './operation.ts';
import { onText, perItem, switchOn } from './steps.ts';

const NESTED = { code: 'text-nesting', params: { format: 'html' } } as const;
const NESTED_MARKDOWN = { code: 'text-nesting', params: { format: 'markdown' } } as const;

export const html = defineOperation({
  name: 'html',
  stage: 'convert',
  about:
    'HTML to Markdown or text, sanitised first; an element or an address that the sanitiser removes is a counted loss',
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
      const lost = (loss: HtmlLoss) => lose(frame, context.path, loss);
      if (rule.html === 'text') return htmlToText(source, lost);
      const text = htmlToMarkdown(source, lost);
      collectTargets(text, frame, context.path);
      return text;
    }),
});

export const markdown = defineOperation({
  name: 'markdown',
  stage: 'convert',
  about:
    'Markdown as it is; asset and record tokens are collected; images, links and elements that readers will miss are counted',
  keys: { markdown: switchOn },
  yields: ANY_TEXT,
  example: {
    rule: '{ from: a, markdown: true }',
    given: '# a',
    gives: '# a',
    fails: { given: '![x](https://img.example.com/a.png)', code: 'image-outside' },
  },
  compile: (_, context) =>
    onText(context, (text, frame) =>
      unlessNested(frame, context, () => {
        collectTargets(text, frame, context.path);
        return text;
      }),
    ),
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
      return unlessNested(frame, context, () => (collectAssets(shown, frame, context.path) ? [] : null));
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

/** Markdown nested beyond its parser fails; the parser has no other way to say so than its stack. */
function unlessNested(frame: Frame, context: RuleContext, parse: () => JsonValue): JsonValue {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return context.fail(frame, NESTED_MARKDOWN);
  }
}

/** What several texts show is one list; null when none of them shows anything. */
function listOf(shown: readonly JsonValue[]): JsonValue {
  return shown.every((one) => one === null) ? null : [];
}
