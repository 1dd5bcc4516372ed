import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { whenSessionEnds } from './api/client'
import { first, me, resume } from './api/session'
import { routes } from './features'
import { listenForKeys } from './help/keys'
import Shell from './shell/Shell.vue'
import { unloaded } from './shell/unloaded'
import './tokens.css'

const router = createRouter({ history: createWebHistory('/console/'), routes: [...routes, { path: '/:rest(.*)*', redirect: '/' }] })
listenForKeys(router)
let tried = false
router.beforeEach(async (to) => {
  if (!me.value && !tried) {
    tried = true
    await resume()
  }
  if (!me.value && !to.meta.public) return { path: '/sign-in', query: { to: to.fullPath } }
  if (me.value && first.value && to.path !== '/me' && !to.meta.public) return '/me'
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
  me.value = null
  cache.clear()
  void router.push({ path: '/sign-in', query: { to: router.currentRoute.value.fullPath } })
})
/** A tab, the history and a screen reader call a page by its heading. */
function nameTab(): void {
  const heading = document.querySelector('h1')?.textContent?.trim()
  const title = heading ? `${heading} · 通办` : '通办'
  if (document.title !== title) document.title = title
}
new MutationObserver(nameTab).observe(document.getElementById('app') ?? document.body, { childList: true, subtree: true, characterData: true })
createApp(Shell).use(router).use(VueQueryPlugin, { queryClient: cache }).mount('#app')
