import { expect, it } from 'vitest'
import { emptyDraft, type Draft } from './draft'
import { namedIn, repairsFor } from './repairs'

const OWN = { id: 'east', name: '南湖实验学校东校区' }
const ORGANS = [{ id: 'nanhu', name: '南湖区教育局' }, { id: 'shiyan', name: '南湖实验学校' }, { id: 'west', name: '南湖实验学校西校区' }, OWN]
const draft = (more: Partial<Draft>): Draft => ({ ...emptyDraft(), ...more })
function repaired(code: string, message: string, before: Draft, place = 0): Draft {
  const found = repairsFor({ field: 'x', code, message }, before, ORGANS, OWN, { name: '陈晓东' })
  found[place]?.apply(before)
  return before
}

it('finds whom a sentence names, and not whom a longer name contains', () => {
  expect(
    namedIn('“通知”不能主送南湖实验学校西校区、南湖区教育局：行文方向不符', ORGANS)
      .map((each) => each.id)
      .sort(),
  ).toEqual(['nanhu', 'west'])
})
it('completes a title by organ, matter and kind', () => {
  expect(repaired('title_without_organ', '', draft({ title: '关于放假的通知' })).title).toBe('南湖实验学校东校区关于放假的通知')
  expect(repaired('title_without_kind', '', draft({ title: '关于放假' })).title).toBe('关于放假的通知')
  expect(repaired('title_without_kind', '', draft({ title: '关于放假的' })).title).toBe('关于放假的通知')
  expect(repaired('title_without_matter', '', draft({ title: '南湖实验学校东校区放假通知' })).title).toBe('南湖实验学校东校区关于放假的通知')
})
it('moves to the copies whom the kind does not reach, or changes the kind', () => {
  const message = '“通知”不能主送南湖区教育局：行文方向不符'
  const before = () => draft({ title: '关于放假的通知', recipients: ['west', 'nanhu'], names: { west: '南湖实验学校西校区', nanhu: '南湖区教育局' } })

  expect(repaired('direction_not_allowed', message, before())).toMatchObject({ recipients: ['west'], copies: ['nanhu'] })
  expect(repaired('direction_not_allowed', message, before(), 1)).toMatchObject({ kind: 'letter', title: '关于放假的函' })
})
it('keeps one main recipient upward, copies the superior that was passed over, and drops subordinates', () => {
  expect(repaired('one_main_recipient', '', draft({ recipients: ['nanhu', 'shiyan'] }))).toMatchObject({ recipients: ['nanhu'], copies: ['shiyan'] })
  expect(repaired('level_skipped', '应当同时抄送被越过的南湖实验学校', draft({}))).toMatchObject({
    copies: ['shiyan'],
    names: { shiyan: '南湖实验学校' },
  })
  expect(repaired('copied_to_subordinate', '上行文不得抄送下级机关：南湖实验学校西校区', draft({ copies: ['west', 'nanhu'] })).copies).toEqual([
    'nanhu',
  ])
})
it('answers with the kind that the request asks for', () => {
  expect(repaired('reply_kind', '对“函”应当以“函”答复', draft({ kind: 'notice', title: '关于借用场地的通知' }))).toMatchObject({
    kind: 'letter',
    title: '关于借用场地的函',
  })
})
it('suggests nothing where only a person can say what to change', () => {
  expect(repairsFor({ field: 'body', code: 'several_matters', message: '' }, draft({}), ORGANS, OWN, null)).toEqual([])
})
