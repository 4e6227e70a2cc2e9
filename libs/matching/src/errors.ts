export type Locale = 'zh' | 'en';
export type LogLevel = 'debug' | 'warn' | 'error';

interface ErrorEntry {
  status: number;
  level: LogLevel;
  zh: string;
  en: string;
}

/** Every error the service answers with: HTTP status, log level, and what to tell the caller. `{name}` is filled in. */
export const ERRORS = {
  invalid: {
    status: 422,
    level: 'debug',
    zh: '提交的内容有误，请按 errors 中的提示逐项修改。',
    en: 'The input has faults; mend each one listed in errors.',
  },
  'malformed-json': {
    status: 400,
    level: 'debug',
    zh: '请求正文不是有效的 JSON：{detail}',
    en: 'The request body is not valid JSON: {detail}',
  },
  'other-site': {
    status: 403,
    level: 'debug',
    zh: '不接受来自其他网站或名称（{host}）的请求；请直接访问本服务的地址。',
    en: 'Requests from other sites or names ({host}) are refused; use the address of this service itself.',
  },
  'signed-out': {
    status: 401,
    level: 'debug',
    zh: '请先登录，或使用 API 密钥（Authorization: Bearer dj_…）。',
    en: 'Sign in first, or send an API key (Authorization: Bearer dj_…).',
  },
  'wrong-credentials': {
    status: 401,
    level: 'debug',
    zh: '邮箱或密码不正确。',
    en: 'The e-mail address or the password is wrong.',
  },
  'api-key-refused': {
    status: 401,
    level: 'debug',
    zh: 'API 密钥无效或已过期；请新建一个。',
    en: 'This API key is unknown or has expired; make a new one.',
  },
  forbidden: {
    status: 403,
    level: 'debug',
    zh: '您的角色或密钥权限不允许此操作（{right}）。',
    en: 'Your role, or the scope of your key, does not allow this ({right}).',
  },
  csrf: {
    status: 403,
    level: 'debug',
    zh: '缺少或错误的 x-csrf-token；请刷新页面后重试。',
    en: 'The header x-csrf-token is missing or wrong; reload the page and try again.',
  },
  'too-many-attempts': {
    status: 429,
    level: 'debug',
    zh: '登录失败次数过多，请在 {seconds} 秒后重试。',
    en: 'Too many failed attempts to sign in; try again in {seconds} seconds.',
  },
  'too-many-requests': {
    status: 429,
    level: 'debug',
    zh: '请求过于频繁，请在 {seconds} 秒后重试。',
    en: 'Too many requests; try again in {seconds} seconds.',
  },
  'setup-done': {
    status: 409,
    level: 'debug',
    zh: '平台已有运营账号，请直接登录。',
    en: 'The platform has an operator already; sign in instead.',
  },
  'setup-token': {
    status: 403,
    level: 'debug',
    zh: '设置链接无效；请使用最近一次启动时打印的链接。',
    en: 'This set-up link is not valid; use the one printed at the last start.',
  },
  'email-taken': {
    status: 409,
    level: 'debug',
    zh: '邮箱“{email}”已有账号。',
    en: 'There is an account with the address “{email}” already.',
  },
  'last-operator': {
    status: 409,
    level: 'debug',
    zh: '至少要保留一个可登录的平台运营账号。',
    en: 'At least one operator who can sign in has to remain.',
  },
  'own-account': {
    status: 409,
    level: 'debug',
    zh: '不能这样更改自己的账号；改密码请到“我的账号”并输入原密码。',
    en: 'Your own account cannot be changed like this; change your password under My account, with the old one.',
  },
  'provider-failed': {
    status: 502,
    level: 'warn',
    zh: '统一身份认证服务暂不可用或返回有误，请稍后重试。',
    en: 'The identity provider cannot be reached or answered wrongly; try again later.',
  },
  'not-found': { status: 404, level: 'debug', zh: '未找到{what}。', en: 'No such {what}.' },
  'route-not-found': {
    status: 404,
    level: 'debug',
    zh: '没有这个地址；接口说明见 /api/docs。',
    en: 'No such address; the API is described at /api/docs.',
  },
  'malformed-form': {
    status: 400,
    level: 'debug',
    zh: '表单不完整或格式有误；请按 multipart/form-data 重新提交。',
    en: 'The form is incomplete or malformed; send it again as multipart/form-data.',
  },
  'unsafe-json': { status: 400, level: 'debug', zh: '{zh}', en: '{en}' },
  'malformed-address': {
    status: 400,
    level: 'debug',
    zh: '地址无法解码；请检查其中的百分号编码（UTF-8 的 %XX）。',
    en: 'The address cannot be decoded; check its percent-encoding (%XX of UTF-8).',
  },
  'address-too-long': {
    status: 414,
    level: 'debug',
    zh: '地址中有一段过长；编号和名称最多 {limit} 个字符。',
    en: 'A part of the address is too long; ids and names have {limit} characters at most.',
  },
  'illegal-move': {
    status: 409,
    level: 'debug',
    zh: '状态为“{from}”的记录不能执行“{action}”；可以执行：{allowed}。',
    en: 'A record that is {from} cannot be moved by {action}; it can be moved by: {allowed}.',
  },
  'not-confirmed': {
    status: 409,
    level: 'debug',
    zh: '该记录由他人代为发布，须先由所属单位确认。',
    en: 'This record was posted by an agent; the organization it is of has to confirm it first.',
  },
  'nothing-to-confirm': {
    status: 409,
    level: 'debug',
    zh: '该记录不需要确认：它正等待人工审核。',
    en: 'There is nothing to confirm: this record waits for a person to review it.',
  },
  'merge-unlike': {
    status: 409,
    level: 'debug',
    zh: '只能把一条记录并入另一条同类且未结束的记录。',
    en: 'A record can only be merged into another one of its kind that is not over.',
  },
  'illegal-case-move': {
    status: 409,
    level: 'debug',
    zh: '对接项目处于“{from}”，不能转到“{to}”；可转到：{allowed}。',
    en: 'A case that is {from} cannot become {to}; it can become: {allowed}.',
  },
  'case-over': {
    status: 409,
    level: 'debug',
    zh: '对接项目已结束（{stage}），不能再添加内容。',
    en: 'The case is over ({stage}); nothing can be added to it.',
  },
  'case-open': {
    status: 409,
    level: 'debug',
    zh: '这一配对已有进行中的对接项目（{caseId}）。',
    en: 'There is an open case ({caseId}) for this pairing already.',
  },
  'case-full': {
    status: 409,
    level: 'debug',
    zh: '对接项目的{what}已达上限 {limit}。',
    en: 'The case holds as many {what} as it may ({limit}).',
  },
  'webhooks-full': {
    status: 409,
    level: 'debug',
    zh: '每个单位最多 {limit} 个 Webhook；请先删除不用的。',
    en: 'An organization has {limit} webhooks at most; remove one that is not used.',
  },
  'export-too-large': {
    status: 413,
    level: 'debug',
    zh: '有 {rows} 行符合条件，一次最多导出 {limit} 行；请加筛选条件，或使用 /api/v1/changes。',
    en: '{rows} rows fit, and one export has {limit} at most; narrow it by filters, or use /api/v1/changes.',
  },
  'exports-busy': {
    status: 429,
    level: 'debug',
    zh: '正在进行的导出已达上限，请在 {seconds} 秒后重试。',
    en: 'As many exports as may be are under way; try again in {seconds} seconds.',
  },
  'pairing-claimed': {
    status: 409,
    level: 'debug',
    zh: '该推荐配对正由另一位经纪人审核，请处理队列中的下一条。',
    en: 'Another broker is reviewing this pairing; go on to the next in the queue.',
  },
  'revision-conflict': {
    status: 409,
    level: 'debug',
    zh: '记录已被他人修改（当前修订号 {revision}），请重新读取后再提交。',
    en: 'The record has changed since (now revision {revision}); read it again before replacing it.',
  },
  'tags-full': {
    status: 409,
    level: 'debug',
    zh: '一条记录最多保存 {limit} 处标签修改；请先撤销不再需要的修改（action: reset）。',
    en: 'A record keeps at most {limit} edits of its tags; reset those that are no longer needed (action: reset).',
  },
  'external-id-taken': {
    status: 409,
    level: 'debug',
    zh: '外部编号“{externalId}”已被另一条记录使用。',
    en: 'The external id “{externalId}” belongs to another record.',
  },
  'credit-code-taken': {
    status: 409,
    level: 'debug',
    zh: '统一社会信用代码“{creditCode}”已登记在另一单位名下。',
    en: 'The credit code “{creditCode}” belongs to another organization.',
  },
  'idempotency-key-reused': {
    status: 422,
    level: 'debug',
    zh: 'Idempotency-Key 已用于内容不同的请求，请换一个新的值。',
    en: 'This Idempotency-Key was used for a different request; choose a new one.',
  },
  'idempotency-in-progress': {
    status: 409,
    level: 'debug',
    zh: '使用同一 Idempotency-Key 的请求正在处理，请稍后重试。',
    en: 'A request with this Idempotency-Key is still being handled; try again shortly.',
  },
  'unsupported-media-type': {
    status: 415,
    level: 'debug',
    zh: '不支持的内容类型；请使用 {supported}。',
    en: 'Unsupported content type; use {supported}.',
  },
  'too-large': {
    status: 413,
    level: 'debug',
    zh: '内容过大，上限为 {limit}。',
    en: 'The content is too large; the limit is {limit}.',
  },
  'file-missing': {
    status: 422,
    level: 'debug',
    zh: '请在 multipart 表单的 file 字段中附上文件。',
    en: 'Attach the file in the multipart field named file.',
  },
  'file-refused': { status: 415, level: 'debug', zh: '{zh}', en: '{en}' },
  'file-unreadable': { status: 422, level: 'debug', zh: '{zh}', en: '{en}' },
  'import-not-running': {
    status: 409,
    level: 'debug',
    zh: '导入任务处于“{state}”，没有可取消的内容。',
    en: 'The import is {state}; there is nothing to cancel.',
  },
  'import-not-resumable': {
    status: 409,
    level: 'debug',
    zh: '导入任务处于“{state}”，不能继续；请重新上传文件，已收录的行不会重复。',
    en: 'The import is {state} and cannot go on; send the file again, rows already in are not repeated.',
  },
  'import-without-faults': {
    status: 409,
    level: 'debug',
    zh: '没有可标注的文件：导入尚未结束、没有问题行，或文件已过保存期（{days} 天）。',
    en: 'There is no file to annotate: the import has not ended, has no faulty rows, or its file was kept {days} days and is gone.',
  },
  'review-pairing-gone': {
    status: 409,
    level: 'debug',
    zh: '该推荐配对已随记录修改而更新，请重新打开后再审核。',
    en: 'This pairing was replaced after an edit; open it again before reviewing.',
  },
  'engine-version-taken': {
    status: 409,
    level: 'debug',
    zh: '引擎版本“{version}”已存在且内容不同；请换一个名称（npm run fit 的 --name）。',
    en: 'There is another engine version “{version}” with other numbers; choose another name (--name of npm run fit).',
  },
  'engine-nothing-before': {
    status: 409,
    level: 'debug',
    zh: '在用的引擎版本“{version}”之前没有其他版本，无法退回。',
    en: 'No engine version was in force before “{version}”, so there is nothing to roll back to.',
  },
  'engine-version-unusable': {
    status: 409,
    level: 'debug',
    zh: '此程序无法使用引擎版本“{version}”：{detail}。请启用另一个版本。',
    en: 'This program cannot use the engine version “{version}”: {detail}. Promote another one.',
  },
  'common-needs-unchanged': {
    status: 409,
    level: 'debug',
    zh: '与已发布的第 {number} 版相同，无需再次发布。',
    en: 'Nothing has changed since list {number}, so there is nothing to publish.',
  },
  'index-damaged': {
    status: 503,
    level: 'warn',
    zh: '候选索引损坏，正在重建；请在 {seconds} 秒后重试。',
    en: 'The candidate index is damaged and being made anew; try again in {seconds} s.',
  },
  overloaded: {
    status: 503,
    level: 'debug',
    zh: '当前请求过多，未处理此请求；请在 {seconds} 秒后重试。',
    en: 'Too many requests are being worked on, and this one was not begun; try again in {seconds} s.',
  },
  stopping: {
    status: 503,
    level: 'debug',
    zh: '服务正在停止或重启，未处理此请求；请在 {seconds} 秒后重试。',
    en: 'The service is stopping or restarting, and this request was not begun; try again in {seconds} s.',
  },
  unavailable: {
    status: 503,
    level: 'warn',
    zh: '数据库或队列暂时无法连接，操作可能没有完成；请在 {seconds} 秒后重试。',
    en: 'The database or the queue is away for the moment, and this may not have been done; try again in {seconds} s.',
  },
  'storage-full': {
    status: 507,
    level: 'error',
    zh: '磁盘空间不足，未能保存；请清理空间后重试，已有数据不受影响。',
    en: 'The disk is full and nothing was saved; free some space and try again. Existing data are safe.',
  },
  internal: {
    status: 500,
    level: 'error',
    zh: '服务内部出错，已记录日志；请稍后重试。',
    en: 'Something went wrong inside the service and was logged; try again later.',
  },
} as const satisfies Record<string, ErrorEntry>;
export type ErrorCode = keyof typeof ERRORS;

/** One fault in the input: where (JSON pointer), and what is wrong and how to mend it. */
export interface Fault {
  pointer: string;
  zh: string;
  en: string;
}

/** An error with an entry in the table above; the HTTP filter turns it into problem+json (RFC 9457). */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly params: Readonly<Record<string, string | number>> = {},
    readonly faults: readonly Fault[] = [],
  ) {
    super(messageOf(code, params, 'en'));
    this.name = 'DomainError';
  }
}

/** The message of an error in one language. */
export function messageOf(code: ErrorCode, params: Readonly<Record<string, string | number>>, locale: Locale): string {
  return ERRORS[code][locale].replaceAll(/\{(\w+)\}/g, (_all, name: string) => String(params[name] ?? ''));
}
