import { expect, test } from 'vitest'
import { named } from './trying'

const refused = (...errors: [string, string][]) => ({
  ...{ status: 422, code: 'invalid_input', detail: '填写的内容有误，请按提示修改。' },
  errors: errors.map(([field, message]) => ({ field, message })),
})
test('a refusal names the field as its form does, each once', () => {
  const labels = { copy_numbers: '份号', number: '文号' }
  const problem = refused(['copy_numbers[0]', '份号为6位数字'], ['copy_numbers[1]', '份号为6位数字'], ['number', '最多60字'])

  expect([...(named(problem, labels)?.entries() ?? [])]).toEqual([
    ['copy_numbers', '份号为6位数字'],
    ['number', '文号：最多60字'],
  ])
})
test('a refusal of what the form does not have is left as it is', () => {
  expect(named(refused(['pieces[3]', '该年度没有这一件']), { issue: '机构（问题）' })).toBeNull()
})
