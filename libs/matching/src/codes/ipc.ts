import { codeFault } from './code-fault.js';
import type { CodeFault } from './code-fault.js';
import { IPC_CLASSES } from './ipc-names.js';

const SYMBOL = /^([A-H]\d{2})([A-Z])(?:\s?(\d{1,4})\/(\d{2,6}))?$/;

/** IPC: section, class, subclass and, where given, group: H01M or H01M 10/0525. The class has to exist. */
export function ipcFault(code: string): CodeFault | null {
  const symbol = SYMBOL.exec(code);
  if (!symbol) {
    return codeFault(
      '应为 IPC 分类号：部、大类、小类，可加大组/小组，例如 H01M 或 H01M 10/0525。',
      'should be an IPC symbol: section, class, subclass and, if known, the group, e.g. H01M or H01M 10/0525.',
    );
  }
  if ((symbol[1] ?? '') in IPC_CLASSES) return null;
  return codeFault(
    `IPC 没有大类 ${symbol[1]}，请核对前三个字符。`,
    `IPC has no class ${symbol[1]}; check the first three characters.`,
  );
}

/**
 * Path of an IPC symbol: H01M 10/0525 → H, H01, H01M, H01M 10, H01M 10/0525. A main group is written n/00; where
 * subgroups hang below each other cannot be told from the symbol.
 */
export function ipcPath(code: string): string[] {
  const [, theClass = code, subclass = '', main, sub] = SYMBOL.exec(code) ?? [];
  const path = [code.slice(0, 1), theClass, theClass + subclass];
  if (main !== undefined) path.push(`${theClass}${subclass} ${Number(main)}`);
  if (sub !== undefined && sub !== '00') path.push(`${theClass}${subclass} ${Number(main)}/${sub}`);
  return path.filter((step, i, all) => step !== '' && step !== all[i - 1]);
}
