import { codeFault, regionFault as formFault } from '#matching';
import type { CodeFault } from '#matching';
import { regions } from './regions.js';

/** A GB/T 2260 code that is or was in use. One no longer used is taken: what became of it, the look-up says. */
export function regionFault(code: string): CodeFault | null {
  const misformed = formFault(code);
  if (misformed || regions().has(code)) return misformed;
  const around = regions().get(`${code.slice(0, 4)}00`) ?? regions().get(`${code.slice(0, 2)}0000`);
  const within = around ? `${around.zh}（${around.code}）` : '';
  return codeFault(
    `没有行政区划代码 ${code}${within ? `；${within}存在，请核对其后的数字` : '，请核对'}。`,
    `there is no region ${code}${within ? `; ${within} exists: check the digits after it` : ', check it'}.`,
  );
}
