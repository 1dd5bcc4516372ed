// Asking whether a file is one that was issued: the bytes go out once and are not kept.
import { Refusal, type Problem } from '../api/client'
import type { components } from '../api/schema'

export type Verification = components['schemas']['Verification']
export const LARGEST = 20 * 1024 * 1024

/** Say what a finding means for whoever holds the file: good, bad, or to be asked about. */
export function toneOf(verdict: Verification['verdict']): 'good' | 'bad' | 'ask' {
  if (verdict === 'issued') return 'good'
  return verdict === 'foreign' ? 'ask' : 'bad'
}
/** Say why a file is not worth sending; an empty text where it is. */
export function refusalOf(file: { size: number }): string {
  if (!file.size) return '文件是空的，请另选一个'
  return file.size > LARGEST ? '文件超过 20 MiB，不能验真' : ''
}
export async function verify(file: Blob): Promise<Verification> {
  let answer: Response
  try {
    answer = await fetch('/api/v1/verifications', {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': 'application/octet-stream', 'X-Tongban-Csrf': '1' },
    })
  } catch {
    throw new Refusal({ status: 0, code: 'offline', detail: '网络已断开，请稍后再试' })
  }
  const said = (await answer.json().catch(() => ({}))) as Verification & Partial<Problem>
  if (!answer.ok) throw new Refusal({ status: answer.status, code: said.code ?? 'unknown', detail: said.detail ?? '系统出错，请稍后再试' })
  return said
}
