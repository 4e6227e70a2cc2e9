import { backgroundTermsFile, loadBackgroundTerms } from '#engine';
import type { RecordKind } from '#matching';
import { BuiltService } from '../test/support/built-service.js';
import { GeneratedRecords } from './generated-records.js';

const SEED = 20_261_122;
const POSTED_AT_ONCE = 4;
const NO_SWEEPS = '3600';
const SETTLED_EVERY = 50;

export interface StockedService {
  service: BuiltService;
  generated: GeneratedRecords;
  /** Of the enterprise that posts needs. */
  enterpriseId: string;
  needIds: string[];
}

/** The built service in a process of its own, with generated records, all of them ranked. */
export async function stockedService(supplies: number, needs: number): Promise<StockedService> {
  const generated = new GeneratedRecords(await loadBackgroundTerms(backgroundTermsFile()), SEED);
  const service = await BuiltService.start({ SWEEP_SECONDS: NO_SWEEPS, LOG_LEVEL: 'error' });
  try {
    const enterpriseId = await service.register('青岚新材料有限公司', 'enterprise');
    const universityId = await service.register('南溪大学', 'university');
    const post = async (kind: RecordKind & ('need' | 'achievement'), organizationId: string): Promise<string> =>
      (await service.post(kind, organizationId, generated.next(kind))).id;
    await several(
      supplies,
      () => post('achievement', universityId),
      () => service.settled(),
    );
    const needIds = await several(
      needs,
      () => post('need', enterpriseId),
      () => service.settled(),
    );
    return { service, generated, enterpriseId, needIds };
  } catch (error) {
    await service.dispose();
    throw error;
  }
}

/** @param rest done now and then, so that nobody waits longer than `settled` does */
async function several<T>(count: number, make: () => Promise<T>, rest: () => Promise<void>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    for (let i = 0; i < SETTLED_EVERY && made.length < count; i += POSTED_AT_ONCE) {
      const size = Math.min(POSTED_AT_ONCE, count - made.length);
      made.push(...(await Promise.all(Array.from({ length: size }, make))));
    }
    await rest();
  }
  return made;
}
