import { expect, test } from 'vitest'
import description from '../../../docs/generated/openapi.json'
import { excessOf, MOST } from './limits'

const many = (count: number) => Array.from({ length: count }, (_, place) => `第${place + 1}项`)

test('a list, a table or a paragraph that would be refused is named as it is typed', () => {
  const blocks = [
    { type: 'list' as const, items: many(501) },
    { type: 'table' as const, rows: many(1001).map((each) => [each]) },
    { type: 'paragraph' as const, text: '长'.repeat(20_001) },
  ]

  expect(excessOf(blocks).map((each) => [each.at, each.words.split('，')[0]])).toEqual([
    [0, '列表有501项'],
    [1, '表格有1001行'],
    [2, `段落“${'长'.repeat(12)}…”有20001字`],
  ])
})
test('what fits is not complained of', () => {
  expect(
    excessOf([
      { type: 'list', items: many(500) },
      { type: 'table', rows: many(1000).map((each) => [each]) },
      { type: 'heading', level: 1, text: '一、总体要求' },
    ]),
  ).toEqual([])
})
test('the limits are those of the API', () => {
  const shapes = description.components.schemas
  const content = shapes.NewDocument.properties.content.anyOf.find((each) => 'maxItems' in each) as { maxItems: number }

  expect(MOST).toEqual({
    blocks: content.maxItems,
    items: shapes.Listing.properties.items.maxItems,
    item: shapes.Listing.properties.items.items.maxLength,
    rows: shapes.Table.properties.rows.maxItems,
    cells: shapes.Table.properties.rows.items.maxItems,
    cell: shapes.Table.properties.rows.items.items.maxLength,
    heading: shapes.Heading.properties.text.maxLength,
    paragraph: shapes.Paragraph.properties.text.maxLength,
  })
})
