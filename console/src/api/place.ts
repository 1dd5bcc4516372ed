// In whose place somebody acts, and which requests may say so.
import { ref } from 'vue'

export interface Place {
  id: string
  name: string
  until: string | null
}
export const place = ref<Place | null>(null)
/** Where a tab keeps it over a reload, with whoever took it. */
const KEPT = 'place'
/** Act in somebody's place, or in one's own again. */
export function takePlace(by: string, taken: Place | null): void {
  place.value = taken
  if (taken) sessionStorage.setItem(KEPT, JSON.stringify({ by, place: taken }))
  else sessionStorage.removeItem(KEPT)
}
/** Go on in the place that the same person had taken before the page was loaded anew. */
export function takeUpPlace(by: string): void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as { by: string; place: Place } | null
    place.value = kept?.by === by ? kept.place : null
  } catch {
    place.value = null
  }
}
export const hasKeptPlace = (): boolean => sessionStorage.getItem(KEPT) !== null
export function leavePlace(): void {
  place.value = null
  sessionStorage.removeItem(KEPT)
}
/** The routes that the API opens to delegates; a test compares them with its description. */
export const OPEN = [
  'GET /api/v1/countersigns',
  'GET /api/v1/countersigns/{id}',
  'GET /api/v1/countersigns/{id}/history',
  'POST /api/v1/countersigns/{id}/actions/{action}',
  'GET /api/v1/documents',
  'GET /api/v1/documents/{id}',
  'GET /api/v1/documents/{id}/progress',
  'POST /api/v1/documents/{id}/actions/{action}',
  'POST /api/v1/documents/signatures',
  'POST /api/v1/documents/registrations',
  'GET /api/v1/documents/{id}/history',
  'GET /api/v1/documents/{id}/versions',
  'GET /api/v1/documents/{id}/versions/difference',
  'GET /api/v1/documents/{id}/pages',
  'GET /api/v1/documents/{id}/rendition.pdf',
  'GET /api/v1/documents/{id}/rendition.docx',
  'GET /api/v1/documents/{id}/attachments',
  'GET /api/v1/documents/{id}/attachments/{attachment}',
  'GET /api/v1/documents/{id}/attachments/{attachment}/pages',
  'GET /api/v1/incoming',
  'GET /api/v1/incoming/{id}',
  'GET /api/v1/incoming/{id}/history',
  'POST /api/v1/incoming/{id}/actions/{action}',
  'POST /api/v1/incoming/batch',
  'GET /api/v1/incoming/{id}/attachments',
  'GET /api/v1/incoming/{id}/attachments/{attachment}',
  'GET /api/v1/incoming/{id}/attachments/{attachment}/pages',
  'GET /api/v1/me/todo',
  'GET /api/v1/me/counts',
  'GET /api/v1/me/known',
]
const patterns = OPEN.map((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`))
/** Name the one in whose place a request is made, where its route allows it. */
export function placeHeader(path: string, method: string): Record<string, string> {
  const asked = `${method} ${path.split('?')[0] ?? ''}`
  return place.value && patterns.some((each) => each.test(asked)) ? { 'In-Place-Of': place.value.id } : {}
}
