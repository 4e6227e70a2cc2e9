import { regionWithin } from '../codes/region.js';
import { regionOf } from '../signals/region.js';
import type { CommonContent } from '../records.js';
import type { Constraint } from './constraint.js';

/** An organization is never offered what it posted itself. */
const otherOrganization: Constraint = {
  name: 'other-organization',
  version: 1,
  allows: (need, supply) => need.organizationId !== supply.organizationId,
};

/** Where the need says which regions it accepts, a supply known to be elsewhere is out; one that states no more than
 * the province around an accepted city may still be there. */
const acceptedRegions: Constraint = {
  name: 'accepted-regions',
  version: 2,
  allows(need, supply) {
    const accepted = need.content.acceptedRegions ?? [];
    const region = regionOf(supply);
    return (
      accepted.length === 0 ||
      region === null ||
      accepted.some((area) => regionWithin(region, area) || regionWithin(area, region))
    );
  },
};

/** Whether a calendar day has passed in China, whose platforms these are. */
const hasPassed = (day: string | undefined, now: Date): boolean =>
  day !== undefined && now.getTime() >= Date.parse(`${day}T24:00:00+08:00`);
const hasNotBegun = (day: string | undefined, now: Date): boolean =>
  day !== undefined && now.getTime() < Date.parse(`${day}T00:00:00+08:00`);
export const isCurrent = (content: CommonContent, now: Date): boolean =>
  !hasPassed(content.validUntil, now) && !hasNotBegun(content.validFrom, now);

/** Both records are within their dates. */
const withinDates: Constraint = {
  name: 'within-dates',
  version: 1,
  allows: (need, supply, now) => isCurrent(need.content, now) && isCurrent(supply.content, now),
};

/** The institution still holds the right it offers. */
const rightHeld: Constraint = {
  name: 'right-held',
  version: 1,
  allows: (_need, supply, now) => !hasPassed(supply.content.right?.end, now),
};

/** Who says that they are not to be had is not offered. */
const available: Constraint = {
  name: 'available',
  version: 1,
  allows: (_need, supply) => supply.content.availability !== 'unavailable',
};

export const CONSTRAINTS: readonly Constraint[] = [otherOrganization, acceptedRegions, withinDates, rightHeld];

/** Of supplies beside achievements, which never state what these look at. See `BESIDE_RULES`. */
export const BESIDE_CONSTRAINTS: readonly Constraint[] = [available];
