import { extname } from 'node:path';
import { DomainError } from '#matching';
import type { ImportEntity } from '#storage';

type Format = ImportEntity['format'];

/** Bytes from the start of a file that tell what it is. */
export const TELLING_BYTES = 4096;

const SAVE_AS = {
  zh: '请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”后再传。',
  en: 'Save it as “Excel Workbook (.xlsx)” in Excel or WPS.',
};
const OTHER_SHEETS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  '.xls': ['旧版 Excel 文件（.xls）', 'An old Excel file (.xls)'],
  '.xlsm': ['带宏的工作簿（.xlsm）', 'A workbook with macros (.xlsm)'],
  '.xltm': ['带宏的模板（.xltm）', 'A template with macros (.xltm)'],
  '.xlsb': ['二进制工作簿（.xlsb）', 'A binary workbook (.xlsb)'],
  '.et': ['WPS 表格（.et）', 'A WPS sheet (.et)'],
  '.ods': ['OpenDocument 表格（.ods）', 'An OpenDocument sheet (.ods)'],
};

/**
 * By the file's name, else by its declared type.
 * @throws DomainError `file-refused` with the way to a file that is read, `unsupported-media-type` for anything else
 */
export function formatOf(fileName: string, mimeType: string): Format {
  const extension = extname(fileName).toLowerCase();
  if (extension === '.xlsx') return 'xlsx';
  if (['.jsonl', '.ndjson'].includes(extension)) return 'jsonl';
  if (extension === '.csv') return 'csv';
  const other = OTHER_SHEETS[extension];
  if (other) {
    const [zh, en] = other;
    throw new DomainError('file-refused', {
      zh: `${zh}不能直接导入。${SAVE_AS.zh}`,
      en: `${en} is not read. ${SAVE_AS.en}`,
    });
  }
  if (mimeType === 'text/csv') return 'csv';
  if (/json/.test(mimeType)) return 'jsonl';
  throw new DomainError('unsupported-media-type', { supported: '.xlsx, .csv, .jsonl' });
}

const startsWith = (bytes: Buffer, ...start: number[]): boolean => start.every((byte, i) => bytes[i] === byte);

/** Why a file that begins so is not of its format; null when it may be. */
export function disguiseOf(format: Format, start: Buffer): { zh: string; en: string } | null {
  const isZip = startsWith(start, 0x50, 0x4b);
  if (startsWith(start, 0xd0, 0xcf, 0x11, 0xe0)) {
    return {
      zh: `文件是加密的工作簿或旧版 Excel 格式（.xls）。请取消密码，${SAVE_AS.zh.slice(1)}`,
      en: `The file is an encrypted workbook or an old Excel file (.xls). Remove its password. ${SAVE_AS.en}`,
    };
  }
  if (format === 'xlsx') {
    return isZip
      ? null
      : {
          zh: `文件名以 .xlsx 结尾，内容却不是工作簿。若是文本，请改名为 .csv；否则${SAVE_AS.zh}`,
          en: `The file is named .xlsx but holds no workbook. If it is text, name it .csv. ${SAVE_AS.en}`,
        };
  }
  if (isZip) {
    return {
      zh: `文件名以 .${format} 结尾，内容却是压缩包或工作簿。若是工作簿，请改名为 .xlsx。`,
      en: `The file is named .${format} but holds an archive or a workbook. If it is a workbook, name it .xlsx.`,
    };
  }
  if (startsWith(start, 0xff, 0xfe) || startsWith(start, 0xfe, 0xff) || start.includes(0)) {
    return {
      zh: '文件是 UTF-16 文本或二进制内容。请在 Excel 中另存为“CSV UTF-8”或 .xlsx 后再传。',
      en: 'The file is UTF-16 text or binary. Save it as “CSV UTF-8” or .xlsx in Excel.',
    };
  }
  return null;
}
