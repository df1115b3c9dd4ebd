// Addresses. They stand behind a "#": the server then needs to know none of them, the files keep
// relative paths, and no person's id gets into a proxy's log.

import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import type { Permission } from './api/types'
import { may, sessionState, startSession } from './session/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** who may come here; without it, everybody who is signed in */
    permission?: Permission
    /** stands in front of the sign-in, without the frame */
    isBare?: boolean
    /** key of the title in the texts */
    title: string
    /** of the entry in the navigation that leads here */
    nav?: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { isBare: true, title: 'signIn.title' } },
  { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue'), meta: { isBare: true, title: 'password.title' } },
  { path: '/', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { title: 'nav.home', nav: 'home' } },
  { path: '/residents', name: 'residents', component: () => import('./pages/ResidentsPage.vue'), meta: { permission: 'read_person', title: 'nav.residents', nav: 'residents' } },
  { path: '/residents/new', name: 'register', component: () => import('./pages/ResidentEditPage.vue'), meta: { permission: 'write_record', title: 'resident.register', nav: 'residents' } },
  { path: '/residents/:person', name: 'resident', component: () => import('./pages/ResidentPage.vue'), props: true, meta: { permission: 'read_person', title: 'nav.residents', nav: 'residents' } },
  { path: '/residents/:person/edit', name: 'resident-edit', component: () => import('./pages/ResidentEditPage.vue'), props: true, meta: { permission: 'write_record', title: 'resident.amend', nav: 'residents' } },
  { path: '/residents/:person/new/:form', name: 'record-new', component: () => import('./pages/FormPage.vue'), props: true, meta: { permission: 'write_record', title: 'record.new', nav: 'residents' } },
  { path: '/residents/:person/records/:form/:record', name: 'record', component: () => import('./pages/RecordPage.vue'), props: true, meta: { permission: 'read_person', title: 'record.title', nav: 'residents' } },
  { path: '/residents/:person/records/:form/:record/edit', name: 'record-edit', component: () => import('./pages/FormPage.vue'), props: true, meta: { permission: 'write_record', title: 'record.amend', nav: 'residents' } },
  { path: '/duplicates', name: 'duplicates', component: () => import('./pages/DuplicatesPage.vue'), meta: { permission: 'read_person', title: 'nav.duplicates', nav: 'duplicates' } },
  { path: '/duplicates/:kept/:merged', name: 'merge', component: () => import('./pages/MergePage.vue'), props: true, meta: { permission: 'read_person', title: 'merge.title', nav: 'duplicates' } },
  { path: '/cards', name: 'cards', component: () => import('./pages/CardsPage.vue'), meta: { permission: 'manage_card', title: 'nav.cards', nav: 'cards' } },
  { path: '/cards/verify', name: 'card-verify', component: () => import('./pages/CardVerifyPage.vue'), meta: { permission: 'read_person', title: 'card.verify', nav: 'cards' } },
  { path: '/cards/print', name: 'card-print', component: () => import('./pages/CardPrintPage.vue'), meta: { permission: 'manage_card', title: 'card.printTitle', nav: 'cards' } },
  { path: '/due', name: 'due', component: () => import('./pages/DuePage.vue'), meta: { permission: 'read_person', title: 'nav.due', nav: 'due' } },
  { path: '/figures', name: 'figures', component: () => import('./pages/FiguresPage.vue'), meta: { permission: 'read_figure', title: 'nav.figures', nav: 'figures' } },
  { path: '/figures/:indicator', name: 'figure', component: () => import('./pages/FigurePage.vue'), props: true, meta: { permission: 'read_figure', title: 'nav.figures', nav: 'figures' } },
  { path: '/population', name: 'population', component: () => import('./pages/PopulationPage.vue'), meta: { permission: 'read_figure', title: 'nav.population', nav: 'population' } },
  { path: '/quality', name: 'quality', component: () => import('./pages/QualityPage.vue'), meta: { permission: 'read_figure', title: 'nav.quality', nav: 'quality' } },
  { path: '/summary', name: 'summary', component: () => import('./pages/SummaryPage.vue'), meta: { permission: 'read_figure', title: 'nav.summary', nav: 'summary' } },
  { path: '/registers/:register', name: 'register-list', component: () => import('./pages/RegisterPage.vue'), props: true, meta: { title: 'nav.registers', nav: 'registers' } },
  { path: '/registers/:form/new', name: 'entry-new', component: () => import('./pages/FormPage.vue'), props: true, meta: { permission: 'write_record', title: 'register.new', nav: 'registers' } },
  { path: '/registers/:form/:record', name: 'entry', component: () => import('./pages/RecordPage.vue'), props: true, meta: { title: 'nav.registers', nav: 'registers' } },
  { path: '/registers/:form/:record/edit', name: 'entry-edit', component: () => import('./pages/FormPage.vue'), props: true, meta: { permission: 'write_record', title: 'record.amend', nav: 'registers' } },
  { path: '/organisations', name: 'organisations', component: () => import('./pages/OrganisationsPage.vue'), meta: { title: 'nav.organisations', nav: 'organisations' } },
  { path: '/workers/:worker', name: 'worker', component: () => import('./pages/WorkerPage.vue'), props: true, meta: { title: 'organisation.worker', nav: 'organisations' } },
  { path: '/licences', name: 'licences', component: () => import('./pages/LicencesPage.vue'), meta: { title: 'organisation.licences', nav: 'organisations' } },
  { path: '/reorganisations', name: 'reorganisations', component: () => import('./pages/ReorganisationsPage.vue'), meta: { permission: 'manage_registry', title: 'organisation.reorganisations', nav: 'organisations' } },
  { path: '/exports', name: 'exports', component: () => import('./pages/ExportPage.vue'), meta: { permission: 'export', title: 'nav.exports', nav: 'exports' } },
  { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue'), meta: { permission: 'read_audit', title: 'nav.audit', nav: 'audit' } },
  { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'nav.account', nav: 'account' } },
  { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./pages/NotFoundPage.vue'), meta: { title: 'notFound.title' } },
]

const router = createRouter({
  history: createWebHashHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
})

router.beforeEach(async (to) => {
  if (!sessionState.wasAsked) {
    try {
      await startSession()
    } catch {
      // The line is down: the sign-in page says so, and leads on when it is back.
    }
  }
  const session = sessionState.session
  if (!session) {
    if (to.name === 'sign-in') return true
    return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  }
  if (session.must_change_password && to.name !== 'password') return { name: 'password' }
  if (to.name === 'sign-in') return { name: 'home' }
  if (to.name === 'home' && !may('read_person')) return { name: may('read_figure') ? 'figures' : may('read_audit') ? 'audit' : 'account' }
  if (to.meta.permission && !may(to.meta.permission)) return { name: 'nowhere', query: { denied: to.meta.permission } }
  return true
})

export default router
