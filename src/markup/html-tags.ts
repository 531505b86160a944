/** The start tags of a piece of HTML with their attributes, as a browser's tokenizer finds them. Pure. */
import { type Token, Tokenizer, TokenizerMode } from 'parse5';

/** Where an attribute's value stands, quotes left out; both count UTF-16 units, `end` is past it. */
export interface Attribute {
  /** In lower case. */
  readonly name: string;
  /** With its entities decoded. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Without quotes around it. */
  readonly bare: boolean;
}

/** One start tag. */
export interface Tag {
  /** In lower case. */
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** Elements whose content is no markup. */
const RAW: Readonly<Record<string, keyof typeof TokenizerMode>> = {
  ...{ script: 'SCRIPT_DATA', style: 'RAWTEXT', xmp: 'RAWTEXT', iframe: 'RAWTEXT', noembed: 'RAWTEXT' },
  ...{ noframes: 'RAWTEXT', textarea: 'RCDATA', title: 'RCDATA', plaintext: 'PLAINTEXT' },
};

/** In order; those within comments, scripts and the like are none. Never throws, whatever the text is. */
export function startTagsOf(html: string): readonly Tag[] {
  const found: Tag[] = [];
  const ignore = () => undefined;
  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag: (token) => {
        found.push({ name: token.tagName, attributes: attributesOf(token, html) });
        const mode = RAW[token.tagName];
        if (mode !== undefined) tokenizer.state = TokenizerMode[mode];
      },
      ...{ onEndTag: ignore, onComment: ignore, onDoctype: ignore, onEof: ignore },
      ...{ onCharacter: ignore, onNullCharacter: ignore, onWhitespaceCharacter: ignore },
    },
  );
  tokenizer.write(html, true);
  return found;
}

function attributesOf({ attrs, location }: Token.TagToken, html: string): readonly Attribute[] {
  return attrs.flatMap(({ name, value }) => {
    const place = location?.attrs?.[name];
    if (place === undefined) return [];
    const text = html.slice(place.startOffset, place.endOffset);
    const [before, quote] = /^[^=]*=\s*(["']?)/.exec(text) ?? [text];
    const end = quote ? place.endOffset - 1 : place.endOffset;
    return [{ name, value, start: place.startOffset + before.length, end, bare: !quote }];
  });
}
