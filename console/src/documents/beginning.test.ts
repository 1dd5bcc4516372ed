import { expect, test } from 'vitest'
import type { components } from '../api/schema'
import { aboutOf, answerTo, correctionOf, forwardingOf } from './beginning'

type Document = components['schemas']['Document']
type Incoming = components['schemas']['Incoming']
const notice = {
  id: 'd1', kind: 'decision', title: '关于防汛的决定', number: '南实验东发〔2026〕1号', body: '请做好防汛。',
  content: [{ type: 'paragraph', text: '请做好防汛。' }], recipients: [{ id: 'west', name: '西校区' }], copies: [{ id: 'north', name: '北校区' }],
  joint_with: [], examiners: [{ id: 'p1', name: '周正国', examined: true }], readers: [{ id: 'p2', name: '林海生' }], urgency: 'urgent',
  secrecy: 'internal', important: true, contact: '陈晓东', telephone: '0572-1', in_reply_to: 'i1', attachments: [{ id: 'a1', name: '名单.docx' }],
} as unknown as Document // prettier-ignore
const incoming = (more: Partial<Incoming>) =>
  ({
    id: 'i1', kind: 'request', title: '南湖实验学校西校区关于购置课桌的请示', number: '南实验西发〔2026〕3号', from: { id: 'west', name: '西校区' },
    urgency: 'normal', secrecy: 'none', ...more,
  }) as unknown as Incoming // prettier-ignore

test('a correction begins with all that the document says, and tells which one it takes the place of', () => {
  const draft = correctionOf(notice)

  expect(draft).toMatchObject({
    replaces: 'd1', kind: 'decision', title: '关于防汛的决定', content: notice.content, recipients: ['west'], copies: ['north'], readers: ['p2'],
    examiners: ['p1'], urgency: 'urgent', secrecy: 'internal', important: true, contact: '陈晓东', telephone: '0572-1',
  }) // prettier-ignore
  expect(draft.names).toMatchObject({ west: '西校区', north: '北校区' })
  expect(draft.in_reply_to).toBeNull() // what was asked counts as answered; an answer is linked once
  expect(aboutOf('replaces', notice)).toEqual({
    label: '更正（代替）', name: '南实验东发〔2026〕1号《关于防汛的决定》', to: '/documents/d1', more: '原件附件名单.docx请在保存后重新添加',
  }) // prettier-ignore
})
test('an answer goes to who asked, in the kind that answers, about the same matter', () => {
  expect(answerTo(incoming({}))).toMatchObject({
    in_reply_to: 'i1',
    kind: 'reply',
    title: '关于购置课桌的批复',
    recipients: ['west'],
    names: { west: '西校区' },
  })
  expect(answerTo(incoming({ kind: 'letter', title: '关于商请借用场地的函' }))).toMatchObject({ kind: 'letter', title: '关于商请借用场地的复函' })
  expect(answerTo(incoming({ kind: 'notice', title: '防汛检查通知' }))).toMatchObject({ kind: 'letter', title: '关于《防汛检查通知》的复函' })
  expect(answerTo(incoming({ from: { id: null, name: '市教育局' } as unknown as Incoming['from'] })).recipients).toEqual([])
  expect(aboutOf('in_reply_to', incoming({}))).toMatchObject({ label: '答复', to: '/incoming/i1', more: '' })
  const outside = incoming({ outside: true, from: { id: null, name: '市教育局' } as unknown as Incoming['from'] })
  expect(aboutOf('in_reply_to', outside).more).toContain('主送市教育局') // no list of organs holds it
})
test('a request that is passed on becomes a request of one’s own, whose text is written anew', () => {
  expect(forwardingOf(incoming({}))).toMatchObject({ forwards: 'i1', kind: 'request', title: '关于购置课桌的请示', content: [], recipients: [] })
  expect(aboutOf('forwards', incoming({}))).toMatchObject({ label: '转报', name: '南实验西发〔2026〕3号《南湖实验学校西校区关于购置课桌的请示》' })
})
