// Taking a paper by name, and putting the ballot into the box by nobody: the second request carries no cookie, token or person.
import { freshKey, Refusal, type Problem } from '../api/client'
import { send } from '../kit/record'
import { blinded, newPaper, receiptOf, unblinded, type BlindKey, type Paper } from './paper'

export type Choice = 'agree' | 'oppose' | 'abstain'
export const CHOICES: { code: Choice; label: string }[] = [
  { code: 'agree', label: '同意' },
  { code: 'oppose', label: '不同意' },
  { code: 'abstain', label: '弃权' },
]
export interface Taken {
  paper: Paper
  signature: string | null
}

/** The paper stays on this machine until it is in the box: it is noted before the office hears of it, so that a lost answer can be asked for again. */
const place = (vote: string, person: string) => `paper:${person}:${vote}`
export function kept(vote: string, person: string): Taken | null {
  try {
    return JSON.parse(localStorage.getItem(place(vote, person)) ?? 'null') as Taken | null
  } catch {
    return null
  }
}
/** Forget the paper once it is in the box; only that it was cast here stays. */
export function forget(vote: string, person: string): void {
  localStorage.removeItem(place(vote, person))
  localStorage.setItem(`cast:${person}:${vote}`, '1')
}
export function wasCast(vote: string, person: string): boolean {
  return localStorage.getItem(`cast:${person}:${vote}`) !== null
}
export async function take(vote: string, person: string, key: BlindKey): Promise<Taken> {
  const begun = kept(vote, person) ?? { paper: newPaper(key), signature: null }
  localStorage.setItem(place(vote, person), JSON.stringify(begun))
  const { signature } = await send<{ signature: string }>(`/api/v1/votes/${vote}/papers`, { blinded: blinded(begun.paper) })
  const taken = { paper: begun.paper, signature: unblinded(begun.paper, signature) }
  localStorage.setItem(place(vote, person), JSON.stringify(taken))
  return taken
}
/** Put a ballot into the box and return the receipt. `before`: this paper lay in the box already, as after an answer that was lost, and what was put in first counts. */
export async function cast(vote: string, taken: Taken, choice: Choice): Promise<{ receipt: string; before: boolean }> {
  let response: Response
  try {
    response = await fetch(`/api/v1/votes/${vote}/box`, {
      method: 'POST',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': freshKey() },
      body: JSON.stringify({ token: taken.paper.token, signature: taken.signature, choice }),
    })
  } catch {
    throw new Refusal({ status: 0, code: 'offline', detail: '网络已断开，不知道选票是否到达票箱。选票还在本机，请稍后再投；已经到达的不会重复计算' })
  }
  const found = (await response.json().catch(() => ({}))) as Partial<Problem> & { receipt?: string }
  if (found.code === 'already_voted') return { receipt: receiptOf(taken.paper.token), before: true }
  if (!response.ok || found.receipt === undefined)
    throw new Refusal({ ...found, status: response.status, code: found.code ?? 'unknown', detail: found.detail ?? '系统出错，请稍后再试' })
  if (found.receipt !== receiptOf(taken.paper.token)) throw new Refusal({ status: 0, code: 'receipt', detail: '回执与选票不符，请告知主持人' })
  return { receipt: found.receipt, before: false }
}
