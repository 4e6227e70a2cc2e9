import { codeFault, weighedSum } from './code-fault.js';
import type { CodeFault } from './code-fault.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const LENGTH = 18;
/** Characters 9 to 17 are an organization code (GB 11714), whose own check character is the 17th. */
const ORGANIZATION = { from: 8, to: 17 } as const;
const ORGANIZATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANIZATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
/** Letters that the alphabet leaves out, and what they are mistaken for. */
const MISTAKEN: Readonly<Record<string, string>> = { I: '1', O: '0', S: '5', V: 'U', Z: '2' };

/** The check character that 17 characters call for. */
const checkOf = (code: string): string => ALPHABET.charAt((31 - (weighedSum(code, ALPHABET, WEIGHTS) % 31)) % 31);

function organizationFits(code: string): boolean {
  const own = code.slice(ORGANIZATION.from, ORGANIZATION.to);
  const check = (11 - (weighedSum(own, ORGANIZATION_ALPHABET, ORGANIZATION_WEIGHTS) % 11)) % 11;
  return own.charAt(8) === (check === 10 ? 'X' : String(check));
}

const fits = (code: string): boolean => checkOf(code) === code.charAt(LENGTH - 1);

/** 统一社会信用代码 (GB 32100-2015): 18 characters in upper case, the last a check character (mod 31). */
export function creditCodeFault(code: string): CodeFault | null {
  if (code.length !== LENGTH) {
    return codeFault(
      `统一社会信用代码应为 18 位，现为 ${code.length} 位。`,
      `a credit code has 18 characters; this one has ${code.length}.`,
    );
  }
  const strange = [...code].findIndex((character) => !ALPHABET.includes(character));
  if (strange >= 0) return strangeCharacter(code, strange);
  return fits(code) ? null : checkFault(code);
}

function strangeCharacter(code: string, at: number): CodeFault {
  const character = code.charAt(at);
  const likely = MISTAKEN[character] ?? (/[a-z]/.test(character) ? character.toUpperCase() : undefined);
  const rule = '代码只用数字和除 I、O、S、V、Z 以外的大写字母';
  return codeFault(
    `第 ${at + 1} 位“${character}”不可用：${rule}${likely ? `；是否应为“${likely}”？` : '。'}`,
    `character ${at + 1}, “${character}”, cannot stand in a credit code (digits and capitals without I O S V Z)` +
      (likely ? `; was “${likely}” meant?` : '.'),
  );
}

/**
 * Two check characters say more than one: where the organization code within does not fit either, the fault lies in it;
 * where it does, it lies outside.
 */
function checkFault(code: string): CodeFault {
  const swapped = swappedPlace(code);
  if (swapped !== null) {
    return codeFault(
      `校验码不符：第 ${swapped + 1}、${swapped + 2} 位可能写颠倒了，请核对。`,
      `the check character does not fit: characters ${swapped + 1} and ${swapped + 2} may have changed places; check them.`,
    );
  }
  if (!organizationFits(code)) {
    return codeFault(
      '校验码不符：第 9 至 17 位（组织机构代码）有误，请逐位核对。',
      'the check character does not fit: the fault lies in characters 9 to 17 (the organization code); check each.',
    );
  }
  const check = checkOf(code);
  return codeFault(
    `校验码不符：若前 17 位无误，末位应为“${check}”，现为“${code.charAt(17)}”；否则请核对第 1 至 8 位。`,
    `the check character does not fit: if the first 17 are right, the last should be “${check}”, not ` +
      `“${code.charAt(17)}”; else check characters 1 to 8.`,
  );
}

/** Index of the only two neighbours whose exchange mends the code, the organization code within included; else null. */
function swappedPlace(code: string): number | null {
  const places = Array.from({ length: LENGTH - 1 }, (_, i) => i).filter((i) => {
    const swapped = code.slice(0, i) + code.charAt(i + 1) + code.charAt(i) + code.slice(i + 2);
    return swapped !== code && fits(swapped) && organizationFits(swapped);
  });
  return places.length === 1 ? (places[0] ?? null) : null;
}
