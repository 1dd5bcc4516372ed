// The first page of what waits is asked for while the files of the screen are still on their way.
import { place } from '../api/place'
import { me } from '../api/session'
import { takeEarly } from '../boot'
import { read } from '../kit/record'
import type { TodoPage } from './todo'

let ahead: { path: string; who: string; page: Promise<TodoPage> } | null = null
export function todoPath(box: string, sort: string, type = '', cursor = ''): string {
  return `/api/v1/me/todo?box=${box}&sort=${sort}&limit=50${type ? `&type=${type}` : ''}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`
}
/** Ask for the list that the console opens with, for whoever is signed in or was when the page was left. */
export function askAhead(who = me.value?.id): void {
  if (!who || place.value || ahead?.who === who) return
  const path = todoPath('todo', 'due')
  const early = takeEarly(path, who)
  const page = early ? early.then((answer) => (answer.ok ? (answer.json() as Promise<TodoPage>) : read<TodoPage>(path))) : read<TodoPage>(path)
  page.catch(() => undefined)
  ahead = { path, who, page }
}
/** Read a page of a list, or take the one that was asked for ahead. */
export function todoPage(path: string): Promise<TodoPage> {
  const mine = ahead?.path === path && ahead.who === me.value?.id && !place.value
  const page = mine && ahead ? ahead.page.catch(() => read<TodoPage>(path)) : read<TodoPage>(path)
  ahead = null
  return page
}
