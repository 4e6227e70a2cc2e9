import { achievementContentSchema } from './contents/achievement.schema.js';
import { commonShape } from './contents/common.schema.js';
import { expertContentSchema } from './contents/expert.schema.js';
import { facilityContentSchema } from './contents/facility.schema.js';
import { needContentSchema } from './contents/need.schema.js';
import { serviceContentSchema } from './contents/service.schema.js';

/** What is posted of each kind. */
export const CONTENT_SCHEMAS = {
  need: needContentSchema,
  achievement: achievementContentSchema,
  expert: expertContentSchema,
  facility: facilityContentSchema,
  service: serviceContentSchema,
} as const;

/** Beside title and description, what a text not posted yet is compared by. */
export const draftTextShape = {
  indicators: commonShape.indicators,
  keywords: commonShape.keywords,
};
