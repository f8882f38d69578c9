/**
 * ipaddr.js and lz4js without what the page that reads captures does not call: they are CommonJS, of which no bundler leaves anything
 * out. 3.5 kB of that page, and the 5 MB that lz4js sets aside to compress as soon as it is loaded.
 */
import { readFileSync } from 'node:fs';

const IPADDR = [
  'IPv4.prototype.SpecialRanges',
  'IPv4.prototype.prefixLengthFromSubnetMask',
  'IPv4.prototype.range',
  'IPv4.prototype.toIPv4MappedAddress',
  'IPv4.broadcastAddressFromCIDR',
  'IPv4.isIPv4',
  'IPv4.networkAddressFromCIDR',
  'IPv4.subnetMaskFromPrefixLength',
  'IPv6.prototype.prefixLengthFromSubnetMask',
  'IPv6.prototype.toFixedLengthString',
  'IPv6.broadcastAddressFromCIDR',
  'IPv6.isIPv6',
  'IPv6.networkAddressFromCIDR',
  'IPv6.subnetMaskFromPrefixLength',
  'ipaddr.fromByteArray',
  'ipaddr.isValidCIDR',
];

const LZ4 = [
  'exports.compress',
  'exports.compressBlock',
  'exports.compressBound',
  'exports.compressFrame',
  'exports.decompress',
  'exports.decompressBound',
  'exports.decompressFrame',
];

/** Only those functions need them. */
const LZ4_TOOLS = /^var (?:xxhash|util|blockBuf|hashTable) = .*;$/gm;

export const slimPackages = {
  name: 'slim-packages',
  setup(build) {
    build.onLoad({ filter: /ipaddr\.js$/ }, ({ path }) => ({ contents: without(IPADDR, path) }));
    build.onLoad({ filter: /lz4js[\\/]lz4\.js$/ }, ({ path }) => ({
      contents: without(LZ4, path).replace(LZ4_TOOLS, ''),
    }));
  },
};

/** Throws where a script calls what was left out of it: no type tells. */
export function checkCalls(script) {
  const called = [...gone].find((name) => isCalled(name, script));
  if (called !== undefined) throw new Error(`slim-packages: the script calls ${called}, which it lacks`);
}

/** Names that were left out and stand nowhere else in their package. */
const gone = new Set();

function isCalled(name, script) {
  return new RegExp(`\\.${name}\\b`).test(script);
}

/** The source without what is assigned to these names; each assignment ends on the column where its line began. */
function without(names, path) {
  const slim = names.reduce(
    (source, name) => {
      const left = source.replace(assignment(name), '');
      if (left === source) throw new Error(`slim-packages: ${path} has no ${name}`);
      return left;
    },
    readFileSync(path, 'utf8'),
  );
  for (const name of names.map((each) => each.replace(/^.*\./, '')))
    if (!isCalled(name, slim)) gone.add(name);
  return slim;
}

function assignment(name) {
  return new RegExp(`^( *)(?:ipaddr\\.)?${name.replaceAll('.', '\\.')} = .*?^\\1\\};$`, 'ms');
}
