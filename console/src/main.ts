import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp, watch } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { whenSessionEnds } from './api/client'
import { hasKeptPlace } from './api/place'
import { beforeSignOut, first, forgetSession, keptFor, me, resume, watchOtherTabs } from './api/session'
import { opensList } from './boot'
import { closedTo, routes } from './features'
import { listenForKeys } from './help/keys'
import { askAhead } from './inbox/ahead'
import { remembersLinks, scrollBehavior } from './shell/returning'
import Shell from './shell/Shell.vue'
import { unloaded, unreached } from './shell/unloaded'
import './tokens.css'

/** What the console opens with is asked for, and its page loaded, while the server still says who is signed in. */
const kept = keptFor()
let resuming: ReturnType<typeof resume> | null = resume()
if (kept && !hasKeptPlace() && opensList(location.pathname)) {
  askAhead(kept)
  void import('./inbox/InboxPage.vue').catch(() => undefined)
}
const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [...routes, { path: '/:rest(.*)*', redirect: '/' }],
  scrollBehavior,
})
remembersLinks(router)
listenForKeys(router)
let tried = false
router.beforeEach(async (to) => {
  if (!me.value && !tried) {
    const found = await (resuming ??= resume()) // whoever goes on meanwhile waits for the same answer
    resuming = null
    tried = found !== 'unreachable'
    if (!tried) {
      if (to.path === '/sign-in' || !to.meta.public) {
        unreached.value = to.path === '/sign-in' ? '/' : to.fullPath
        return false
      }
    }
  }
  unreached.value = ''
  if (!me.value && !to.meta.public) return { path: '/sign-in', query: { to: to.fullPath } }
  if (me.value && first.value && to.path !== '/me' && !to.meta.public) return '/me'
  if (me.value && closedTo(to.path, me.value.roles)) return '/'
  return true
})
/** After an upgrade a page that is open asks for files that are gone: it goes on with the new ones, once; else it says that it cannot. */
router.onError((error: Error, to) => {
  if (!/import|module|preload/i.test(error.message)) return
  if (!navigator.onLine || sessionStorage.getItem('renewed') === to.fullPath) {
    unloaded.value = to.fullPath
    return
  }
  sessionStorage.setItem('renewed', to.fullPath)
  location.assign(router.resolve(to.fullPath).href)
})
router.afterEach((to, _from, failure) => {
  if (failure) return
  unloaded.value = ''
  if (sessionStorage.getItem('renewed') === to.fullPath) sessionStorage.removeItem('renewed')
})
const cache = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 10_000 } } })
whenSessionEnds(() => {
  if (!me.value) return
  forgetSession()
  cache.clear()
  void router.push({ path: '/sign-in', query: { to: router.currentRoute.value.fullPath } })
})
/** What was asked before somebody signs out is answered first, or given up after two seconds. */
beforeSignOut.push(async () => {
  for (let tries = 0; cache.isFetching() && tries < 40; tries++) await new Promise((done) => setTimeout(done, 50))
})
watchOtherTabs()
/** What one person was shown is not shown to the next. */
let shownTo = ''
watch(
  () => me.value?.id,
  (id) => {
    if (id && shownTo && id !== shownTo) cache.clear()
    shownTo = id ?? shownTo
  },
  { immediate: true },
)
/** A tab, the history and a screen reader call a page by its heading. */
function nameTab(): void {
  const heading = document.querySelector('h1')?.textContent?.trim()
  const title = heading ? `${heading} · 通办` : '通办'
  if (document.title !== title) document.title = title
}
new MutationObserver(nameTab).observe(document.getElementById('app') ?? document.body, { childList: true, subtree: true, characterData: true })
createApp(Shell).use(router).use(VueQueryPlugin, { queryClient: cache }).mount('#app')
