import { seeded } from '../eval/resampling.js';
import { FAULTS } from './catalogue.js';
import type { Fault } from './catalogue.js';
import { faultsIn, settled } from './checks.js';
import { Fleet } from './fleet.js';
import { Flow } from './flow.js';

/** Records at the start, and what happens to some while a fault does. */
const RECORDS = 30;
const OPERATIONS = 6;
/** The fault comes within this time after the flow begins. */
const WITHIN_MS = 400;
/** Of the end of the logs, in what is told of a failed run. */
const LOG_CHARACTERS = 6000;

export interface Outcome {
  fault: string;
  /** From the end of the flow and the fault until everything is ranked again. */
  seconds: number;
}

export interface Plan {
  runs: number;
  seed: number;
  withRedis: boolean;
  /** Only this fault. */
  only?: string | undefined;
  onRun?: (number: number, outcome: Outcome) => void;
}

/**
 * Puts a fleet through so many faults while records flow, and looks after each at all that is to hold.
 * @throws Error that names the run, the fault and what does not hold
 */
export async function runFaults({ runs, seed, withRedis, only, onRun }: Plan): Promise<Outcome[]> {
  const random = seeded(seed);
  const asked = FAULTS.filter(({ name, needsRedis }) => (withRedis || !needsRedis) && (!only || name === only));
  if (asked.length === 0) throw new Error(`no such fault; there are: ${FAULTS.map(({ name }) => name).join(', ')}`);
  const fleet = await Fleet.start({ queue: withRedis ? 'redis' : 'postgres', disk: 'small' });
  const outcomes: Outcome[] = [];
  try {
    const faults = asked.filter(({ needsSmallDisk }) => fleet.hasSmallDisk || !needsSmallDisk);
    const [leftOut] = asked.filter((fault) => !faults.includes(fault));
    if (leftOut) console.log(`“${leftOut.name}” is left out: only root may mount a small disk`);
    const flow = new Flow(fleet, random);
    await flow.begin();
    await flow.some(RECORDS);
    await settled(fleet);
    for (let number = 1; number <= runs; number++) {
      const fault = drawn(faults, random);
      const [wait, own] = [random() * WITHIN_MS, seeded(seed + number)];
      const injected = new Promise((over) => setTimeout(over, wait)).then(() => fault.inject(fleet, own));
      try {
        await Promise.all([flow.some(OPERATIONS), injected]);
        await fleet.ready(['intake', 'api']);
        const seconds = await settled(fleet);
        const wrong = await faultsIn(fleet, flow);
        if (wrong.length > 0) throw new Error(wrong.slice(0, 10).join('\n'));
        outcomes.push({ fault: fault.name, seconds });
        onRun?.(number, { fault: fault.name, seconds });
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        const queue = await fleet.queueState().catch(String);
        throw new Error(
          `run ${number} (seed ${seed}), “${fault.name}”: ${said}\n${queue}\n${fleet.logs.slice(-LOG_CHARACTERS)}`,
          { cause: error },
        );
      }
    }
    await fleet.ready();
    return outcomes;
  } finally {
    await fleet.end();
  }
}

function drawn(faults: readonly Fault[], random: () => number): Fault {
  let left = random() * faults.reduce((sum, { weight }) => sum + weight, 0);
  return faults.find(({ weight }) => (left -= weight) < 0) ?? faults[0]!;
}
