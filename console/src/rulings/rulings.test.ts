import { expect, test } from 'vitest'
import { fen, inForce, linesOf, seriesName, yuan, type Ruling } from './rulings'

const ruling = (more: Partial<Ruling>): Ruling => ({
  id: 'r', version: 1, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', actions: [], district: 'nanhu', since: '2026-01-01',
  kinds: null, series: null, cap_fen: null, retention: null, receivers: null, reason: '文件', status: 'made', status_name: '', stage_name: '', ...more,
}) // prettier-ignore
test('a ruling says what it rules on and nothing else', () => {
  const said = ruling({
    kinds: ['order'],
    cap_fen: 4550,
    series: [{ kind: 'letter', numbered: '函' }],
    retention: [{ kind: 'notice', retention: 'ten_years' }],
  })
  expect(linesOf(said, (id) => id)).toEqual(['学校可以使用：命令', '编号：函以“函”代“发”', '工作餐每人不超过45.50元', '保管期限：通知10年'])
  expect(linesOf(ruling({ kinds: [] }), (id) => id)).toEqual(['学校不使用命令、公报、议案'])
})
test('of two rulings on one matter the newer that has begun holds, and one withdrawn does not', () => {
  const old = ruling({ id: 'old', cap_fen: 4000 })
  const now = ruling({ id: 'now', cap_fen: 4500, since: '2026-06-01' })
  const later = ruling({ id: 'later', cap_fen: 5000, since: '2026-12-31' })
  const gone = ruling({ id: 'gone', cap_fen: 6000, since: '2026-07-01', status: 'withdrawn' })
  const other = ruling({ id: 'other', kinds: ['order'] })
  expect(inForce([old, now, later, gone, other], '2026-11-29')).toEqual(new Set(['now', 'other']))
})
test('money is typed in yuan and kept in fen', () => {
  expect([fen('45'), fen(45.5), fen(' '), fen('0.29')]).toEqual([4500, 4550, null, 29])
  expect([yuan(4500), yuan(4550), seriesName('main')]).toEqual(['45', '45.50', '本机关主系列'])
})
