import { expect, test } from 'vitest'
import { changes, draftOfText, emptyDraft, merged, newDocument } from './draft'

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
