import { z } from 'zod';
import { DomainError } from '#matching';
import type { Fault } from '#matching';

const zhLocale = z.locales.zhCN().localeError;
const enLocale = z.locales.en().localeError;

/** Message of a custom check in both languages; what `says` puts into a schema. */
interface Words {
  zh: string;
  en: string;
}

/** A check's message in both languages, for `refine` and `regex` alike: `schema.refine(isIpc, says('…', '…'))`. */
export const says = (zh: string, en: string): { params: Words } => ({ params: { zh, en } });

/** A check that explains itself, as a refinement: `schema.superRefine(explains(ipcFault))`. */
export const explains =
  (check: (value: string) => Pick<Fault, 'zh' | 'en'> | null) =>
  (value: string, context: z.core.$RefinementCtx<string>): void => {
    const fault = check(value);
    if (fault) context.addIssue({ code: 'custom', params: { zh: fault.zh, en: fault.en } });
  };

/** Reads a value with a schema. @throws DomainError `invalid` listing every fault */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new DomainError('invalid', {}, faultsOf(parsed.error));
}

/** What sort of fault it is, for callers that count or sort them. */
export type FaultKind =
  'missing' | 'type' | 'choice' | 'length' | 'count' | 'range' | 'format' | 'rule' | 'unknown-field';
export interface InputFault extends Fault {
  kind: FaultKind;
}

/** Every fault zod found, each with a JSON pointer and words that say how to mend it. */
export function faultsOf(error: z.ZodError): InputFault[] {
  return error.issues.flatMap((issue): InputFault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        kind: 'unknown-field',
        pointer: pointerOf([...issue.path, key]),
        zh: '不认识的字段；请删除，或检查拼写。',
        en: 'unknown field; remove it, or check its spelling.',
      }));
    }
    return [{ kind: kindOf(issue), pointer: pointerOf(issue.path), ...wordsOf(issue) }];
  });
}

function kindOf(issue: z.core.$ZodIssue): FaultKind {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'missing' : 'type';
    case 'invalid_value':
      return 'choice';
    case 'too_small':
    case 'too_big':
      if (issue.origin === 'string') return issue.code === 'too_small' && issue.minimum === 1 ? 'missing' : 'length';
      return issue.origin === 'array' ? 'count' : 'range';
    case 'custom':
      return 'rule';
    default:
      return 'format';
  }
}

const pointerOf = (path: PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const TYPES: Readonly<Record<string, Words>> = {
  string: { zh: '文本', en: 'text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'a whole number' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
};

const UNITS: Readonly<Record<string, Words>> = {
  string: { zh: '个字符', en: ' character' },
  array: { zh: '项', en: ' item' },
};

function wordsOf(issue: z.core.$ZodIssue): Words {
  switch (issue.code) {
    case 'custom': {
      const { params } = issue as { params?: Partial<Words> };
      if (params?.zh && params.en) return { zh: params.zh, en: params.en };
      break;
    }
    case 'invalid_type': {
      if (issue.input === undefined) return { zh: '必填，请填写。', en: 'required; please give it.' };
      const type = TYPES[issue.expected];
      if (type) return { zh: `应为${type.zh}。`, en: `should be ${type.en}.` };
      break;
    }
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return { zh: `只能是：${values}。`, en: `must be one of: ${values}.` };
    }
    case 'too_small':
    case 'too_big': {
      const small = issue.code === 'too_small';
      const limit = small ? issue.minimum : issue.maximum;
      if (small && issue.origin === 'string' && Number(limit) === 1)
        return { zh: '不能为空。', en: 'may not be empty.' };
      const unit = UNITS[issue.origin] ?? { zh: '', en: '' };
      const en = unit.en !== '' && Number(limit) !== 1 ? `${unit.en}s` : unit.en;
      return small
        ? { zh: `至少 ${limit} ${unit.zh}。`.replace(' 。', '。'), en: `at least ${limit}${en}.` }
        : { zh: `至多 ${limit} ${unit.zh}。`.replace(' 。', '。'), en: `at most ${limit}${en}.` };
    }
    case 'invalid_format':
      if (issue.format === 'date') {
        return { zh: '应为存在的日期，写作 2026-05-01。', en: 'should be a date that exists, such as 2026-05-01.' };
      }
      break;
    default:
      break;
  }
  return { zh: said(zhLocale(issue as never)), en: said(enLocale(issue as never)) };
}

const said = (answer: string | { message: string } | null | undefined): string =>
  (typeof answer === 'string' ? answer : answer?.message) ?? 'invalid';
