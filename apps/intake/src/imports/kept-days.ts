/** Days for which a file is kept after its import, where its faults can be marked in it or it can go on. */
export const KEPT_DAYS = 7;
