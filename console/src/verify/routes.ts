import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [{ path: '/verifications', component: () => import('./VerifyPage.vue'), meta: { public: true } }]
export const nav: NavEntry[] = [{ label: '验真', to: '/verifications', order: 97, group: 'records' }]
