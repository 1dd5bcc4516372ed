import { expect, test } from 'vitest'
import { differing } from './conflict'
import { emptyDraft, KINDS } from './draft'

test('fields that two people filled in differently are named with both values, in words', () => {
  const before = { ...emptyDraft(), title: '关于检查的通知', names: { west: '西校区', north: '北校区' } }
  const theirs = { ...before, contact: '王敏', recipients: ['west'] }
  const mine = { ...before, urgency: 'urgent' as const, recipients: ['west', 'north'], important: true, kind: 'letter' }

  expect(differing(theirs, mine, KINDS).map(({ label, theirs: one, mine: other }) => [label, one, other])).toEqual([
    ['文种', '通知', '函'],
    ['主送机关', '西校区', '西校区、北校区'],
    ['紧急程度', '平件', '加急'],
    ['重要公文', '否', '是'],
    ['附注联系人', '王敏', '（未填写）'],
  ])
  expect(differing(mine, mine, KINDS)).toEqual([])
})
