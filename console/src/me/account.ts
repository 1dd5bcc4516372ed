// One's own account: what the API is asked, which everywhere demands the password anew.
import type { components } from '../api/schema'
import { Refusal, type Problem } from '../api/client'
import { proof } from '../api/proof'

export type Rules = components['schemas']['SecurityRules']
export type Proposed = components['schemas']['ProposedFactor']

/** Put something under one's own account. */
export async function put<T>(path: string, body: object): Promise<T> {
  const headers = { ...proof(), 'Content-Type': 'application/json' }
  let response: Response
  try {
    response = await fetch(path, { method: 'PUT', credentials: 'same-origin', headers, body: JSON.stringify(body) })
  } catch {
    throw new Refusal({ status: 0, code: 'offline', detail: '网络已断开，请勿关闭本页' })
  }
  const found: unknown = response.status === 204 ? null : await response.json().catch(() => null)
  if (!response.ok) {
    const problem = (found ?? {}) as Partial<Problem>
    throw new Refusal({ ...problem, status: response.status, code: problem.code ?? 'unknown', detail: problem.detail ?? '系统出错，请稍后再试' })
  }
  return found as T
}
/** Write a secret in groups of four, as people copy it. */
export function grouped(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
