import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'
import './admin.css'

export const routes: RouteRecordRaw[] = [
  { path: '/admin/people', component: () => import('./PeoplePage.vue') },
  { path: '/admin/people/:id', component: () => import('./PersonPage.vue') },
  { path: '/admin/organs', component: () => import('./OrgansPage.vue') },
  { path: '/admin/organs/:id', component: () => import('./OrganPage.vue') },
  { path: '/admin/exchange', component: () => import('./ExchangePage.vue') },
  { path: '/admin/accounts', component: () => import('./AccountsPage.vue') },
  { path: '/admin/posts', component: () => import('./PostsPage.vue') },
  { path: '/admin/trails', component: () => import('./TrailsPage.vue') },
]
export const nav: NavEntry[] = [
  { label: '岗位责任', to: '/admin/posts', order: 140, group: 'records', office: true },
  { label: '单位人员', to: '/admin/people', order: 400, group: 'admin', roles: ['district_admin', 'system'] },
  { label: '账号', to: '/admin/accounts', order: 410, group: 'admin', phone: true, roles: ['security'], alone: true },
  { label: '日志', to: '/admin/trails', order: 420, group: 'admin', phone: true, roles: ['auditor', 'system'], alone: true },
]
