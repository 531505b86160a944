/** Keeps fetches that foreign texts ask for away from our own network, checked at the moment of connecting. */
import dns, { type LookupAddress } from 'node:dns';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';

const INNER = new BlockList();
const INNER_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];
const INNER_V6: readonly (readonly [string, number])[] = [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];
for (const [net, bits] of INNER_V4) INNER.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of INNER_V6) INNER.addSubnet(net, bits, 'ipv6');

/** Whether an address belongs to this machine or to a network that isn't public; IPv4 within IPv6 counts as what it is. */
export function isInnerAddress(address: string): boolean {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  const plain = mapped ?? address;
  return INNER.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** A lookup that fails with `ADDRESS_REFUSED` when a name leads to an inner address, even among others. */
export const publicLookup: LookupFunction = (host, options, done) => {
  dns.lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const [first] = found ?? [];
    if (error !== null || first === undefined) return done(error ?? failure('ENOTFOUND'), '', 4);
    if (found.some(({ address }) => isInnerAddress(address))) return done(failure('ADDRESS_REFUSED'), '', 4);
    return options.all === true ? done(null, found) : done(null, first.address, first.family);
  });
};

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
