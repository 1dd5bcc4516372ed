// One client for every call: session by cookie, proof of origin, renewal nobody notices, problems as sentences.
import createClient, { type Middleware } from 'openapi-fetch'
import { placeHeader } from './place'
import { personHeader, proof } from './proof'
import type { paths } from './schema'

export interface Problem {
  status: number
  code: string
  detail: string
  source?: string | null
  errors?: { field: string; message: string }[] | null
  warnings?: { message: string; source?: string | null }[] | null
}
/** What is said where no answer came. */
export const OFFLINE = '网络已断开，请勿关闭本页'
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(sentence(problem))
  }
}
/** Join what was refused, the faults of its fields and the article into one sentence. */
export function sentence(problem: Problem): string {
  const fields = (problem.errors ?? [])
    .map((each) => each.message)
    .filter((each) => !problem.detail.includes(each))
    .join('；')
  return [problem.detail, fields, problem.source ? `（${problem.source}）` : ''].filter(Boolean).join(' ')
}
/** Make a key that lets a POST be repeated safely; without crypto.randomUUID, which an intranet without TLS lacks. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, '0')).join('')
}
const PATIENT_SECONDS = 5
const TRIES = 3
/** Ask again for what is only read, as soon as a busy service says that it may be asked; what it says after the third time stands. */
export async function patient(get: () => Promise<Response>): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const response = await get()
    const seconds = Number(response.headers.get('Retry-After') ?? NaN)
    if (response.status !== 503 || tried === TRIES || !(seconds <= PATIENT_SECONDS)) return response
    await new Promise((then) => setTimeout(then, seconds * 1_000))
  }
}
let onEnd: () => void = () => undefined
export function whenSessionEnds(then: () => void): void {
  onEnd = then
}
let closing = false
export function endSession(): void {
  if (!closing) onEnd()
}
/** Read nothing while this tab ends its session, and let no refusal say that somebody else ended it. */
export function closeReading(now: boolean): void {
  closing = now
}
const guard: Middleware = {
  onRequest({ request }) {
    if (closing && request.method === 'GET') throw new Error('the session is being ended')
    const place = placeHeader(new URL(request.url).pathname, request.method)
    const said = { ...(request.method === 'GET' ? personHeader() : proof()), ...place }
    for (const [name, value] of Object.entries(said)) request.headers.set(name, value)
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', freshKey())
    return request
  },
  onResponse({ response, request }) {
    if (response.status === 401 && !request.url.endsWith('/api/v1/sessions')) endSession()
  },
}
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  fetch: (request: Request) => (request.method === 'GET' ? patient(() => fetch(request.clone())) : fetch(request)),
})
api.use(guard)

/** Return the answer's body, or throw the refusal. */
export async function ask<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer
  try {
    answer = await call
  } catch {
    throw new Refusal({ status: 0, code: 'offline', detail: OFFLINE })
  }
  if (answer.error !== undefined || !answer.response.ok) {
    const found = answer.error as Partial<Problem> | undefined
    throw new Refusal({
      status: answer.response.status,
      code: found?.code ?? 'unknown',
      detail: found?.detail ?? '系统出错，请稍后再试',
      source: found?.source,
      errors: found?.errors,
    })
  }
  return answer.data as T
}
