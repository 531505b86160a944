/** Where an image of a web page lies: in `src`, or in what pages use instead of it. Pure. */

/** Attributes in which pages keep the address until the image is scrolled to. */
const LATER = ['data-src', 'data-original', 'data-lazy-src'];

/** The address that shows the image, undefined when there is none: `src`, unless that is only a stand-in within the page. */
export function imageAddress(attributes: Readonly<Record<string, string>>): string | undefined {
  const { src = '', srcset = '' } = attributes;
  if (src.trim() !== '' && !/^\s*data:/i.test(src)) return src;
  const later = LATER.map((name) => attributes[name] ?? '').find((address) => address.trim() !== '');
  const [first = ''] = srcset.trim().split(/[\s,]+/);
  return [later, first, attributes.src].find((address) => address !== undefined && address !== '') ?? '';
}

/** An address kept for later that shows another image than `src` does; undefined when there is none. */
export function addressKeptForLater(attributes: Readonly<Record<string, string>>): string | undefined {
  const shown = imageAddress(attributes);
  return LATER.map((name) => attributes[name]).find(
    (address) => address !== undefined && address.trim() !== '' && address !== shown,
  );
}
