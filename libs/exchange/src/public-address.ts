import { lookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that requests must not go to. */
export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
  constructor(host: string) {
    super(`${host} leads to an address inside the network`);
    this.name = 'AddressRefused';
  }
}

/**
 * Whether an address is one of the open Internet: not loopback, link-local (with the metadata services of clouds),
 * private, shared (CGNAT), multicast, reserved, or IPv6 that carries IPv4.
 */
export function isPublicAddress(address: string): boolean {
  // A zone names an interface of this machine.
  if (!isIP(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv4') return parsed.range() === 'unicast';
  const v6 = parsed as ipaddr.IPv6;
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address().range() === 'unicast';
  // Ranges that carry IPv4 (6to4, Teredo, NAT64) have names of their own.
  return v6.range() === 'unicast' && isGlobalUnicast(v6);
}

/** 2000::/3 is all that is given out; the rest of "unicast" is unassigned, or compatible IPv4 (::1.2.3.4). */
const isGlobalUnicast = (address: ipaddr.IPv6): boolean => address.match(ipaddr.parse('2000::'), 3);

/**
 * Finds a host's addresses as a connection is made, and refuses when one of them is not public. The connection goes to
 * the very addresses that were checked, so a name cannot lead elsewhere a moment later.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '');
    const [first] = found;
    if (!first || !found.every(({ address }) => isPublicAddress(address)))
      return callback(new AddressRefused(host), '');
    if (options.all) callback(null, found);
    else callback(null, first.address, first.family);
  });
};
