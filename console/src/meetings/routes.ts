import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../features'

export const routes: RouteRecordRaw[] = [
  { path: '/meetings', component: () => import('./MeetingsPage.vue') },
  { path: '/meetings/new', component: () => import('./MeetingForm.vue') },
  { path: '/meetings/free', component: () => import('./FreeTimes.vue') },
  { path: '/meetings/calendars', component: () => import('./CalendarsPage.vue') },
  { path: '/meetings/rooms/:id', component: () => import('./RoomPage.vue') },
  { path: '/meetings/branches', component: () => import('./BranchList.vue') },
  { path: '/meetings/branches/:id', component: () => import('./BranchPage.vue') },
  { path: '/meetings/series/:id', component: () => import('./SeriesPage.vue') },
  { path: '/meetings/:id/agenda', component: () => import('./AgendaPage.vue') },
  { path: '/meetings/:id', component: () => import('./MeetingPage.vue') },
  { path: '/topics/:id', component: () => import('./TopicPage.vue') },
]
export const nav: NavEntry[] = [{ label: '会议', to: '/meetings', order: 50, group: 'work', phone: true, office: true }]
