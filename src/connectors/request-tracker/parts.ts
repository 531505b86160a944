/** Chooses the body among a message's MIME parts. Pure. */
import { textToHtml } from './bodies.ts';

/** One of RT's attachments. */
export interface Part {
  readonly id: string;
  /** Id of its container; null at the top, or when it wasn't asked for. */
  readonly parent: string | null;
  /** Lower-case. */
  readonly type: string;
  readonly name: string | null;
  /** As RT keeps them: decoded, one a line. */
  readonly headers: string;
  readonly cid: string | null;
  /** Whether it was sent with the disposition `attachment`. */
  readonly apart: boolean;
  /** As the sender or RT says it. */
  readonly bytes: number | null;
  /** Of texts without a name. */
  readonly content: string | null;
}

/** A body before anything in it is made safe or linked: `html` is hostile as it came. */
export interface BodyText {
  readonly kind: 'text' | 'html';
  readonly content: string;
}

/** What of a mail that was sent along is shown above its text. */
const SHOWN_HEADERS = ['From', 'To', 'Cc', 'Date', 'Subject'];
/** Containers nested deeper are not opened: no real mail has them. */
const DEEPEST = 20;

/**
 * The body, and the parts that are files: everything that holds something and isn't in the body. Of alternatives the HTML
 * is taken and the text kept out of both. Mails sent along are shown in the body, under their headers.
 */
export function bodyOf(parts: readonly Part[]): { readonly body: BodyText | null; readonly rest: readonly Part[] } {
  const tree: Tree = { parts, used: new Set() };
  const pieces = parts.filter(({ parent }) => parent === null || !parts.some(({ id }) => id === parent));
  const body = joined(pieces.flatMap((part) => piecesOf(tree, part, 0)));
  return { body, rest: parts.filter((part) => isFile(part) && !tree.used.has(part.id)) };
}

interface Tree {
  readonly parts: readonly Part[];
  /** Ids of parts that are in the body, or are alternatives of one that is. */
  readonly used: Set<string>;
}

/** A container has content of its own only if RT couldn't parse it; an empty text without a name is an artefact of mail programs. */
function isFile({ type, content, name, bytes }: Part): boolean {
  if (/^(multipart|message)\//.test(type)) return (bytes ?? 0) > 0;
  return content !== '' || name !== null;
}

function piecesOf(tree: Tree, part: Part, depth: number): readonly BodyText[] {
  if (part.content !== null) {
    tree.used.add(part.id);
    return [{ kind: part.type === 'text/html' ? 'html' : 'text', content: part.content }];
  }
  const children = depth < DEEPEST ? tree.parts.filter(({ parent }) => parent === part.id) : [];
  if (part.type === 'multipart/alternative') return chosen(children.map((child) => piecesOf(tree, child, depth + 1)));
  const inner = children.flatMap((child) => piecesOf(tree, child, depth + 1));
  return part.type === 'message/rfc822' ? [...headOf(children), ...inner] : inner;
}

/** The last with HTML, since senders put the best last; otherwise the first that says anything. */
function chosen(forms: readonly (readonly BodyText[])[]): readonly BodyText[] {
  const rich = forms.findLast((pieces) => pieces.some(({ kind, content }) => kind === 'html' && content.trim() !== ''));
  return rich ?? forms.find((pieces) => pieces.some(({ content }) => content.trim() !== '')) ?? [];
}

function headOf(children: readonly Part[]): readonly BodyText[] {
  const [root] = children;
  const lines = (root?.headers ?? '').split('\n').filter((line) => {
    const name = line.slice(0, Math.max(0, line.indexOf(':'))).toLowerCase();
    return SHOWN_HEADERS.some((shown) => shown.toLowerCase() === name);
  });
  return root === undefined || lines.length === 0 ? [] : [{ kind: 'text', content: lines.join('\n') }];
}

/** A single piece stays exactly as it is. */
function joined(pieces: readonly BodyText[]): BodyText | null {
  const full = pieces.filter(({ content }) => content.trim() !== '');
  const [only] = full;
  if (only === undefined) return null;
  if (full.length === 1) return { kind: only.kind, content: only.content };
  if (full.every(({ kind }) => kind === 'text')) {
    return { kind: 'text', content: full.map(({ content }) => content.trimEnd()).join('\n\n') };
  }
  const html = full.map(({ kind, content }) => (kind === 'html' ? content : `<p>${textToHtml(content.trimEnd())}</p>`));
  return { kind: 'html', content: html.join('\n<hr>\n') };
}
