/** Texts that people wrote, as safe HTML: all of it may be hostile, so it is sanitised each time it is shown. */
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import sanitizeHtml from 'sanitize-html';
import { unified } from 'unified';
import { type Html, html, sanitised } from './html.ts';

const OWN_ASSET = /^\/v1\/assets\/[0-9a-f]{64}$/;
const markdown = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, defaultSchema)
  .use(rehypeStringify);

/** Markdown (GFM, HTML tables kept). Images only from our own assets; others become their caption. May take very long. */
export function showMarkdown(text: string): Html {
  try {
    return showHtml(String(markdown.processSync(text)));
  } catch {
    // Nesting can exhaust the stack of the parser; what can't be rendered can still be read.
    return showPlain(text);
  }
}

/** HTML as mail clients and ticket systems write it. */
export function showHtml(text: string): Html {
  const clean = sanitizeHtml(text, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'ins', 'details', 'summary', 'input'],
    allowedAttributes: {
      a: ['href', 'title', 'rel'],
      img: ['src', 'alt', 'title', 'width', 'height', 'loading'],
      td: ['colspan', 'rowspan', 'align'],
      th: ['colspan', 'rowspan', 'align', 'scope'],
      ol: ['start'],
      table: ['tabindex'],
      pre: ['tabindex'],
      code: [{ name: 'class', multiple: false, values: [] }],
      input: ['type', 'checked', 'disabled'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    nestingLimit: 200,
    transformTags: {
      a: (_, attributes) => ({ tagName: 'a', attribs: { ...attributes, rel: 'noopener noreferrer nofollow' } }),
      img: showImage,
      // What scrolls by itself must be within reach of a keyboard.
      table: (tagName) => ({ tagName, attribs: { tabindex: '0' } }),
      pre: (tagName) => ({ tagName, attribs: { tabindex: '0' } }),
      input: (_, { type, checked }) => ({
        tagName: 'input',
        attribs: {
          type: type === 'checkbox' ? 'checkbox' : 'hidden',
          disabled: '',
          ...(checked === undefined ? {} : { checked: '' }),
        },
      }),
    },
  });
  return html`<div class="prose">${sanitised(clean)}</div>`;
}

/** As it was written, with its line breaks. */
export function showPlain(text: string): Html {
  return html`<div class="prose plain">${text}</div>`;
}

/** A body in the format it says it has. */
export function showBody(format: string, content: string): Html {
  if (format === 'html') return showHtml(content);
  return format === 'markdown' ? showMarkdown(content) : showPlain(content);
}

function showImage(_: string, attributes: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { src = '', alt = '', title, width, height } = attributes;
  if (!OWN_ASSET.test(src))
    return { tagName: 'em', attribs: {}, text: `[image elsewhere: ${alt === '' ? 'no caption' : alt}]` };
  const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  return { tagName: 'img', attribs: { src, alt, loading: 'lazy', ...size, ...(title === undefined ? {} : { title }) } };
}
