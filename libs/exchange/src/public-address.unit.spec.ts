/**
 * 1 addresses of the open Internet pass
 * 2 loopback, private, link-local, metadata, CGNAT, ULA, mapped and carried IPv4, reserved and odd spellings do not
 * 3 a name is refused when any of its addresses is, and leads to the address that was checked
 */
import { expect, it } from '@jest/globals';
import { isPublicAddress, publicLookup } from './public-address.js';

it.each(['8.8.8.8', '223.5.5.5', '1.1.1.1', '2400:3200::1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
  '1 %s',
  (one) => {
    expect(isPublicAddress(one)).toBe(true);
  },
);

it.each([
  ...[
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
  ],
  ...['100.64.0.1', '100.100.100.200', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1'],
  ...['224.0.0.1', '240.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fe80::1%lo', 'fc00::1', 'fd00:ec2::254'],
  ...['ff02::1', '::ffff:127.0.0.1', '::ffff:169.254.169.254', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::7f00:1'],
  ...['64:ff9b::a00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'fec0::1', '100::1', '4000::1'],
  ...['localhost', '', '0x7f000001', '2130706433', '0177.0.0.1', '127.1'],
])('2 %s', (one) => {
  expect(isPublicAddress(one)).toBe(false);
});

it('3 localhost', async () => {
  const refused = await new Promise((resolve) => publicLookup('localhost', {}, (error) => resolve(error)));
  expect(refused).toMatchObject({ code: 'ADDRESS_REFUSED' });
  const found = await new Promise((resolve) =>
    publicLookup('8.8.8.8', {}, (error, address) => resolve([error, address])),
  );
  expect(found).toEqual([null, '8.8.8.8']);
});
