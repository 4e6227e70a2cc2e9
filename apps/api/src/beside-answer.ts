import { z } from 'zod';

/** What an answer to a need holds beside achievements. */
export const besideOf = <S extends z.ZodType>(items: S) =>
  z.object({ experts: items, facilities: items, services: items });

/** Where the achievements of a need are withheld, so is what is on its lists because of them. */
export const withoutWithheld = <P extends { isByLink: boolean }>(places: P[], isWithheld: boolean): P[] =>
  isWithheld ? places.filter(({ isByLink }) => !isByLink) : places;
