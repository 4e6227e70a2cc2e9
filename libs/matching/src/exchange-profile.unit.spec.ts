/**
 * 1 of a public record too, names, brands, patent numbers, contacts and places below the province are hidden
 * 3 expertise, facilities and services have a part of their own, and name no expert
 * 2 an offer has the offer's part, a request the request's; the same record has the same reference, which is not its id
 */
import { expect, it } from '@jest/globals';
import { blindOf } from './blind/blind.js';
import { exchangeProfileOf } from './exchange-profile.js';
import type { AchievementContent, ExpertContent, FacilityContent, NeedContent } from './records.js';

const ID = '6f0dba51-6e1f-4b7b-9a05-0d7e5f4f3c11';
const achievement: AchievementContent = {
  title: '青岚 HX-3077 隔膜涂层',
  description: '惠州青岚新材料有限公司与李远洲教授研制“蓝盾侠”隔膜，专利 ZL202010998877.6，见 www.blind.example.com。',
  ...{ advantage: '优于 QX9041', applicationFields: ['青岚产线'], trl: 6, priceMin: 5, ipc: ['H01M 50/40'] },
  ...{ team: [{ name: '李远洲' }], awards: ['惠州科技奖'], region: '441302', source: '青岚官网' },
  intellectualProperty: [{ kind: 'invention', number: '202010998877.6' }],
  contact: { name: '甄隐言', phone: '13912340001' },
};
const organization = { name: '惠州青岚新材料有限公司', kind: 'enterprise', region: '441302' } as const;

it('1 2 an offer', () => {
  const profile = exchangeProfileOf('achievement', ID, blindOf(achievement, organization));
  expect(JSON.stringify(profile)).not.toMatch(
    /青岚|HX-3077|QX9041|李远洲|蓝盾侠|2020109|blind|惠州|4413|甄隐言|1391|6f0dba51/,
  );
  expect(profile).toMatchObject({
    ...{ kind: 'technology-offer', organization: '广东省某企业', region: '440000', request: null },
    offer: { trl: 6, priceMin: 5, intellectualProperty: ['invention'], ipc: ['H01M 50/40'] },
  });
  expect(profile.description).toContain('隔膜');
});

it('2 a request', () => {
  const need: NeedContent = { title: '隔膜', description: '涂层', leastTrl: 7, mustHaves: ['青岚产线可用'] };
  const profile = exchangeProfileOf('need', ID, blindOf(need, organization));
  expect(profile).toMatchObject({
    ...{ kind: 'technology-request', offer: null },
    request: { leastTrl: 7, mustHaves: ['██产线可用'], budgetMax: null },
  });
  expect(profile.reference).toMatch(/^TR-[0-9a-f]{16}$/);
  expect(exchangeProfileOf('need', ID, blindOf(need, organization)).reference).toBe(profile.reference);
});

it('3 expertise and a facility', () => {
  const expert: ExpertContent = {
    ...{ title: '隔膜涂层', description: '林知遥教授研究隔膜涂层。', name: '林知遥', availability: 'open' },
    papers: [{ title: '陶瓷涂层隔膜', doi: '10.1000/182' }],
  };
  const expertise = exchangeProfileOf('expert', ID, blindOf(expert, organization));
  expect(JSON.stringify(expertise)).not.toMatch(/林知遥|陶瓷涂层|10\.1000/);
  expect(expertise).toMatchObject({
    ...{ kind: 'expertise-offer', offer: null, request: null, capability: { availability: 'open', bridgesFrom: null } },
    reference: expect.stringMatching(/^EO-/),
  });
  const facility: FacilityContent = { title: '中试', description: '涂布中试。', bridgesFrom: 4, bridgesTo: 7 };
  expect(exchangeProfileOf('facility', ID, blindOf(facility, organization))).toMatchObject({
    ...{ kind: 'facility-offer', capability: { bridgesFrom: 4, bridgesTo: 7, services: [] } },
  });
});
