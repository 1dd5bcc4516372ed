// What arrives at the mail desk, as its form holds it.
import type { components } from '../api/schema'

export type MailItem = components['schemas']['MailItem']
export type Subscription = components['schemas']['Subscription']
export const KINDS: [string, string][] = [
  ['letter', '平信'],
  ['registered', '挂号信'],
  ['express', '快件'],
  ['parcel', '包裹'],
]
export const PERIODICALS: [string, string][] = [
  ['newspaper', '报纸'],
  ['journal', '刊物'],
]
export const MAIL_STATUSES: [string, string][] = [
  ['lying', '待签收'],
  ['handed_on', '已转交'],
  ['signed', '已签收'],
  ['returned', '已退件'],
]
export interface Arrived {
  kind: string
  code: string
  sender: string
  personal: boolean
  subscription: string
  issue: string
}
export const arrived = (): Arrived => ({ kind: 'letter', code: '', sender: '', personal: false, subscription: '', issue: '' })
/** What a scanner types is the number on the item, or the address of a picture code with the number at its end. */
export function scanned(text: string): string {
  const found =
    text
      .trim()
      .split(/[/=\s]/)
      .pop() ?? ''
  return /^[A-Za-z0-9-]{4,40}$/.test(found) ? found : ''
}
export const bodyOf = (said: Arrived, addressee: string) =>
  said.subscription
    ? { subscription: said.subscription, issue: said.issue.trim(), addressee: addressee || null }
    : { kind: said.kind, code: said.code.trim() || null, sender: said.sender.trim(), addressee, personal: said.personal }
