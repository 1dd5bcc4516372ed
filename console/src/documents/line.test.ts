import { expect, it } from 'vitest'
import type { Entry } from '../kit/record'
import { lineOf, sentenceOf, type Document, type Progress } from './line'

const document = (status: Document['status'], name = ''): Document => ({ status, status_name: name }) as Document
const step = (
  code: string,
  label: string,
  state: Progress['steps'][0]['state'],
  who: string[] = [],
  by: string | null = null,
  opinion: string | null = null,
): Progress['steps'][0] => ({
  code,
  label,
  state,
  who: who.map((each) => ({ id: each, name: each })),
  by: by ? { id: by, name: by } : null,
  at: by ? '2026-11-30T01:00:00Z' : null,
  opinion,
})
const progress = (...steps: Progress['steps']): Progress => ({
  id: 'd',
  version: 3,
  status: 'submitted',
  status_name: '',
  stage_name: '',
  due_at: null,
  steps,
})
const entry = (action: string, name: string, comment = ''): Entry => ({
  version: 1,
  action,
  label: action,
  by: { name },
  at: '2026-11-30T01:00:00Z',
  comment,
})

it('says who had a document, who has it and what comes next', () => {
  const stops = lineOf(
    document('approved'),
    progress(
      step('submit', '送审', 'done', [], '陈晓东'),
      step('approve', '审核', 'done', [], '周正国', '拟同意'),
      step('sign', '签发', 'current', ['林海生']),
      step('verify', '复核', 'next', ['沈雅琴']),
    ),
    [],
  )

  expect(stops.map((each) => [each.label, each.state, each.who])).toEqual([
    ['拟稿', 'done', '陈晓东'],
    ['审核', 'done', '周正国'],
    ['签发', 'now', '林海生'],
    ['复核', 'next', '沈雅琴'],
  ])
  expect(stops[1]?.comment).toBe('拟同意')
  expect(sentenceOf(stops)).toBe('现由林海生签发，下一步复核')
})
it('names a post where many could take the step', () => {
  expect(lineOf(document('approved'), progress(step('sign', '签发', 'current', ['甲', '乙', '丙'])), [])[0]?.who).toBe('领导')
})
it('ends a line with what became of the document later', () => {
  const stops = lineOf(document('revoked', '已撤销'), progress(step('release', '核发', 'done', [], '沈雅琴')), [
    entry('revoke', '沈雅琴', '内容有误'),
  ])

  expect(stops[1]).toMatchObject({ label: '已撤销', state: 'now', who: '沈雅琴', comment: '内容有误' })
})
it('says by which document one was corrected, and takes no later word of the recipients for its end', () => {
  const corrected = { ...document('replaced', '已更正'), replaced_by: { id: 'd2', number: '南实验东发〔2026〕9号', title: '' } } as Document
  const moved = { ...entry('deliver', ''), by: null, at: '2026-12-09T01:00:00Z' }
  const ended = (of: Document, ...trail: Entry[]) => lineOf(of, progress(step('release', '核发', 'done', [], '沈雅琴')), [...trail, moved])[1]

  expect(ended(corrected, { ...entry('replace', ''), by: null })).toMatchObject({ who: '南实验东发〔2026〕9号', at: '2026-11-30T01:00:00Z' })
  expect(ended(document('revoked', '已撤销'), entry('revoke', '林海生', '内容有误'))).toMatchObject({ who: '林海生', comment: '内容有误' })
  expect(ended(document('recalled', '已收回'), entry('recall', '沈雅琴'), { ...entry('recalled', ''), by: null })?.who).toBe('沈雅琴')
})
it('says after the end what became of the document, and by whom', () => {
  const ended = (name: string, who: string) =>
    sentenceOf(lineOf(document('revoked', name), progress(step('release', '核发', 'done', [], '沈雅琴')), [entry('revoke', who)]))

  expect(ended('已撤销', '林海生')).toBe('已撤销（林海生）')
  expect(ended('已更正', '')).toBe('已更正')
})
it('names every issuer who has still to sign, and who objects', () => {
  const line = (...steps: Progress['steps']) => sentenceOf(lineOf(document('signed'), progress(...steps), []))

  expect(
    line(step('sign', '签发', 'done', [], '林海生'), step('sign_jointly', '签发', 'current', ['西校区']), step('verify', '复核', 'next', ['沈雅琴'])),
  ).toBe('现由西校区签发，下一步复核')
  expect(line(step('agree', '会签', 'objected', [], '孙立新'), step('approve', '审核', 'current', ['周正国']))).toBe(
    '孙立新有异议，由起草人协商后再次会签',
  )
})
