import { expect, test } from 'vitest'
import { emptyDraft } from './draft'
import { elementsOf } from './elements'

const REQUEST = { code: 'request', directions: ['up'], required: ['recipients', 'contact', 'telephone'] }
const PUBLIC = { code: 'public_notice', directions: ['down', 'level'], required: [] }
const NOTICE = { code: 'notice', directions: ['down', 'level'], required: ['recipients'] }

test('a request asks for whom to ask, and goes up', () => {
  expect(elementsOf(REQUEST, emptyDraft())).toMatchObject({ addressed: true, note: true, assigned: true, proposal: true, whom: '上级机关' })
})
test('what is made public is addressed to nobody by name', () => {
  expect(elementsOf(PUBLIC, emptyDraft())).toMatchObject({ addressed: false, note: false, assigned: false })
})
test('a notice asks for no proposal, unless it passes a request on', () => {
  expect(elementsOf(NOTICE, emptyDraft()).proposal).toBe(false)
  expect(elementsOf(NOTICE, { ...emptyDraft(), forwards: 'd-1' }).proposal).toBe(true)
})
test('what was filled in stays on the form when the kind changes', () => {
  const filled = { ...emptyDraft(), recipients: ['west'], proposal: '同意', assigned_by: '张局长' }

  expect(elementsOf(PUBLIC, filled)).toMatchObject({ proposal: true, assigned: true })
  expect(elementsOf(NOTICE, filled)).toMatchObject({ proposal: true, assigned: true })
})
test('as long as nobody said what a kind bears, the usual form is shown', () => {
  expect(elementsOf(undefined, emptyDraft())).toMatchObject({ addressed: true, note: false })
})
