import { expect, test } from 'vitest'
import { changes, draftOfText, emptyDraft, merged, newDocument, whyNotEdited } from './draft'

test('what is empty is not sent', () => {
  const sent = newDocument({ ...emptyDraft(), title: '关于放假的通知', readers: ['a'] })
  expect(sent).not.toHaveProperty('contact')
  expect(sent).not.toHaveProperty('content')
  expect(sent).not.toHaveProperty('readers')
})
test('only what changed is sent to a document that is kept', () => {
  const before = { ...emptyDraft(), title: '甲', recipients: ['west'] }
  expect(changes({ ...before, title: '乙' }, before)).toEqual({ title: '乙' })
})
test('an autosave that is broken or of an older form is read as far as it goes', () => {
  expect(draftOfText('{')).toBeNull()
  expect(draftOfText('{"title":"甲","content":[],"more":1}')).toEqual({ ...emptyDraft(), title: '甲' })
})
test('what another person changed stays, where one did not touch it', () => {
  const before = { ...emptyDraft(), title: '甲' }
  expect(merged({ ...before, title: '乙' }, before, { ...before, title: '丙', contact: '王敏' })).toEqual({ ...before, title: '乙', contact: '王敏' })
})
test('names of people and organs stay with the draft and are not sent', () => {
  const before = emptyDraft()
  const draft = { ...before, title: '甲', recipients: ['west'], names: { west: '西校区' } }
  expect(newDocument(draft)).not.toHaveProperty('names')
  expect(changes(draft, before)).not.toHaveProperty('names')
  expect(draftOfText(JSON.stringify(draft))?.names).toEqual({ west: '西校区' })
  expect(merged(draft, before, { ...before, recipients: ['north'], names: { north: '北校区' } }).names).toEqual({ north: '北校区', west: '西校区' })
})
test('says who may change a document to those who may not, and nothing to those who may', () => {
  const found = { status: 'drafted', stage_name: '拟稿', status_name: '拟稿', drafter: { name: '林静' }, actions: [] as { code: string }[] }

  expect(whyNotEdited({ ...found, actions: [{ code: 'revise' }] })).toBe('')
  expect(whyNotEdited(found)).toBe('该件在拟稿环节，由起草人林静修改')
  expect(whyNotEdited({ ...found, status: 'approved', stage_name: '待签发' })).toBe('该件待签发，不能修改；需要修改的，请现在的办理人退回起草人林静')
  expect(whyNotEdited({ ...found, status: 'released', stage_name: '已核发' })).toBe('该件已核发，不能修改；更正须另行发文')
})
