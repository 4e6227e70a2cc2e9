/** ORCID with its ISO 7064 mod 11-2 check character. */
export function isOrcid(code: string): boolean {
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(code)) return false;
  const digits = code.replaceAll('-', '');
  let total = 0;
  for (const digit of digits.slice(0, 15)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return digits.charAt(15) === (check === 10 ? 'X' : String(check));
}
