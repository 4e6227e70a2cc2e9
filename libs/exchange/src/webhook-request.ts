import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { AddressRefused, isPublicAddress, publicLookup } from './public-address.js';

/** A receiver answers within this time, its name being found included. */
const TIMEOUT_MS = 10_000;
/** Nobody reads the answer; more than this is not even waited for. */
const MOST_ANSWER_BYTES = 64 * 1024;

/** How a delivery ended: what the receiver answered, or why there was no answer. */
export type Delivered = { status: number } | { error: string };

/** What is wrong with a webhook's address, or null. What its name leads to is looked at with every delivery. */
export function faultOfAddress(address: string, mayBePrivate: boolean): { zh: string; en: string } | null {
  if (!URL.canParse(address)) return { zh: '应为完整的网址。', en: 'should be a whole URL.' };
  const { protocol, username, password, hash } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return { zh: '应以 https:// 或 http:// 开头。', en: 'should begin with https:// or http://.' };
  }
  if (username !== '' || password !== '' || hash !== '') {
    return {
      zh: '不能含用户名、密码或 # 部分；请用签名核对来源。',
      en: 'must have no user, password or fragment; the signature shows who sends.',
    };
  }
  const host = hostOf(new URL(address));
  if (!mayBePrivate && (isInside(host) || host === 'localhost' || host.endsWith('.localhost'))) {
    return {
      zh: '指向内部网络的地址；请填写可从互联网访问的地址。',
      en: 'leads into the network; give an address that the Internet reaches.',
    };
  }
  return null;
}

/**
 * Sends a message once: no redirects, no address inside the network unless allowed, no long answers.
 * Never throws: whatever goes wrong is a delivery that failed.
 */
export async function sendWebhook(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  mayBePrivate: boolean,
): Promise<Delivered> {
  const url = new URL(address);
  // A host that is an address is connected to without being looked up.
  if (!mayBePrivate && isInside(hostOf(url))) return { error: new AddressRefused(url.hostname).code };
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let request: ClientRequest;
    try {
      request = send(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
        agent: false,
        signal,
        ...(mayBePrivate ? {} : { lookup: publicLookup }),
      });
    } catch (error) {
      resolve({ error: reasonOf(error, signal) });
      return;
    }
    request.on('error', (error) => resolve({ error: reasonOf(error, signal) }));
    request.once('response', (answer) => readAway(answer, (done) => resolve(done ?? { error: 'TIMEOUT' })));
    request.end(body);
  });
}

function readAway(answer: IncomingMessage, end: (done: Delivered | null) => void): void {
  const status = answer.statusCode ?? 0;
  let bytes = 0;
  answer.on('data', (piece: Buffer) => {
    bytes += piece.length;
    // The status has been given; what else is said does not matter.
    if (bytes > MOST_ANSWER_BYTES) {
      end({ status });
      answer.destroy();
    }
  });
  answer.once('end', () => end({ status }));
  answer.on('error', () => end(null));
  answer.once('close', () => end(null));
}

/** Codes only: an answer or a message may repeat what is inside the network. */
const reasonOf = (error: unknown, signal: AbortSignal): string =>
  signal.aborted ? 'TIMEOUT' : ((error as { code?: string }).code ?? 'FAILED');

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
const isInside = (host: string): boolean => isIP(host) !== 0 && !isPublicAddress(host);
