import { watch } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import type { RouteRecordRaw } from 'vue-router';
import { PLURAL, RECORD_KINDS } from './api/views.js';
import type { Plural, RecordKind } from './api/views.js';
import { i18n } from './i18n/i18n.js';
import { isOpenTo } from './session/pages.js';
import type { Page } from './session/pages.js';
import { resumeSession, role, session } from './session/session.js';

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the title below `pages`. */
    title: string;
    /** The page of the menu it belongs to; none: open to everyone. */
    page?: Page;
    /** Laid out over the whole window. */
    wide?: boolean;
  }
}

const recordPages = (kind: RecordKind, page: Plural): RouteRecordRaw[] => [
  {
    path: `/${page}`,
    component: () => import('./records/record-list-page.vue'),
    props: { kind },
    meta: { title: page, page },
  },
  {
    path: `/${page}/new`,
    component: () => import('./records/record-form-page.vue'),
    props: { kind, id: null },
    meta: { title: page, page },
  },
  {
    path: `/${page}/:id`,
    component: () => import('./records/record-page.vue'),
    props: ({ params }) => ({ kind, id: params['id'] }),
    meta: { title: page, page },
  },
  {
    path: `/${page}/:id/edit`,
    component: () => import('./records/record-form-page.vue'),
    props: ({ params }) => ({ kind, id: params['id'] }),
    meta: { title: page, page },
  },
];

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
  routes: [
    {
      path: '/',
      component: () => import('./home/home-page.vue'),
      // Looking at what is published is open to everyone.
      meta: { title: 'home' },
    },
    { path: '/sign-in', component: () => import('./people/sign-in-page.vue'), meta: { title: 'signIn' } },
    { path: '/setup', component: () => import('./people/setup-page.vue'), meta: { title: 'setup' } },
    ...RECORD_KINDS.flatMap((kind) => recordPages(kind, PLURAL[kind])),
    {
      path: '/pairings/:id',
      component: () => import('./pairings/pairing-page.vue'),
      props: true,
      meta: { title: 'pairing', page: 'home', wide: true },
    },
    {
      path: '/review',
      component: () => import('./review/bench-page.vue'),
      meta: { title: 'review', page: 'review', wide: true },
    },
    {
      path: '/plan',
      component: () => import('./review/plan-page.vue'),
      meta: { title: 'plan', page: 'plan' },
    },
    {
      path: '/accounts',
      component: () => import('./people/accounts-page.vue'),
      meta: { title: 'accounts', page: 'accounts' },
    },
    {
      path: '/account',
      component: () => import('./people/own-account-page.vue'),
      // Everyone who is signed in has one.
      meta: { title: 'account', page: 'home' },
    },
    {
      path: '/cases',
      component: () => import('./cases/case-board-page.vue'),
      meta: { title: 'cases', page: 'cases' },
    },
    {
      path: '/cases/:id',
      component: () => import('./cases/case-page.vue'),
      props: true,
      meta: { title: 'cases', page: 'cases' },
    },
    {
      path: '/organizations/:id',
      component: () => import('./organizations/organization-page.vue'),
      props: true,
      // Looking at what is published is open to everyone.
      meta: { title: 'organization' },
    },
    {
      path: '/common-needs',
      component: () => import('./common-needs/common-needs-page.vue'),
      meta: { title: 'common-needs', page: 'common-needs' },
    },
    {
      path: '/imports',
      component: () => import('./imports/imports-page.vue'),
      meta: { title: 'imports', page: 'imports' },
    },
    {
      path: '/overview',
      component: () => import('./overview/overview-page.vue'),
      meta: { title: 'overview', page: 'overview' },
    },
    {
      path: '/engine',
      component: () => import('./engine/engine-page.vue'),
      meta: { title: 'engine', page: 'engine' },
    },
    {
      path: '/webhooks',
      component: () => import('./exchange/webhooks-page.vue'),
      meta: { title: 'webhooks', page: 'webhooks' },
    },
    { path: '/:rest(.*)*', component: () => import('./layout/not-found-page.vue'), meta: { title: 'notFound' } },
  ],
});

router.beforeEach(async (to) => {
  if (session.status === 'unknown' || session.status === 'unreachable') await resumeSession();
  if (session.status === 'unreachable' || to.meta.page === undefined) return true;
  if (session.status === 'signed-out') return { path: '/sign-in', query: { next: to.fullPath } };
  return true;
});

/** Whether the page now shown is one the role has. */
export const isForbidden = (page: Page | undefined): boolean =>
  page !== undefined && session.status === 'signed-in' && !isOpenTo(page, role.value);

const nameInTitle = (): void => {
  const { t } = i18n.global;
  const { title } = router.currentRoute.value.meta;
  document.title = title ? `${t(`pages.${title}`)} · ${t('product.name')}` : t('product.name');
};
router.afterEach(nameInTitle);
watch(i18n.global.locale, nameInTitle);

// Signed out elsewhere, or by the service: ask again where the person is.
watch(
  () => session.status,
  (now, before) => {
    const { meta, fullPath } = router.currentRoute.value;
    if (now === 'signed-out' && before === 'signed-in' && meta.page !== undefined) {
      void router.push({ path: '/sign-in', query: { next: fullPath } });
    }
  },
);
