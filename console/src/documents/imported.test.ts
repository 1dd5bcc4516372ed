import { expect, test } from 'vitest'
import { emptyDraft } from './draft'
import { bringIn, taken, takenBack, type Imported } from './imported'

const file = (more: Partial<Imported['elements']>): Imported => ({
  title: '关于防汛的通知', content: [{ type: 'paragraph', text: '请做好防汛。' }], lost: [{ what: '图片', count: 2 }], elements: { recipients: [], copies: [], attachments: [], issuers: [], ...more },
}) // prettier-ignore
const ORGANS = [
  { id: 'west', name: '南湖实验学校西校区' },
  { id: 'west2', name: '南湖实验学校西校区分部' },
]
const find = (name: string) => Promise.resolve(ORGANS.filter((each) => each.name.includes(name)))

test('what the file says beside its text is filled in, and what is lost or left to do is told', async () => {
  const { after: draft, told } = await bringIn(
    emptyDraft(),
    file({ recipients: ['南湖实验学校西校区', '某某学校'], urgency: '加急', contact: '陈晓东', telephone: '0572-1', attachments: ['名单'] }),
    find,
  )
  expect([draft.title, draft.recipients, draft.urgency, draft.contact, draft.telephone]).toEqual([
    '关于防汛的通知',
    ['west'],
    'urgent',
    '陈晓东',
    '0572-1',
  ])
  expect(draft.names.west).toBe('南湖实验学校西校区')
  expect(told).toEqual({
    filled: ['主送机关南湖实验学校西校区', '紧急程度加急', '联系人陈晓东', '联系电话0572-1'],
    todo: ['主送机关未找到某某学校，请从列表中选择', '附件名单请在保存后上传'],
    lost: ['图片2处'],
  })
})
test('what the file does not say stays as it was, and a classified file is warned of', async () => {
  const typed = { ...emptyDraft(), recipients: ['east'], contact: '林海生' }
  const { after: draft, told } = await bringIn(typed, file({ secrecy: '秘密★1年' }), find)
  expect([draft.recipients, draft.contact, draft.urgency]).toEqual([['east'], '林海生', 'normal'])
  expect(told.todo).toEqual(['文件标有“秘密★1年”，涉密文件不得在本系统办理'])
})
test('what was typed already is named before a file takes its place; what the file leaves alone is not', async () => {
  const typed = { ...emptyDraft(), title: '甲', content: [{ type: 'paragraph' as const, text: '已写。' }], telephone: '1' }
  const brought = await bringIn(typed, file({ contact: '陈晓东' }), find)

  expect(brought.replaced).toEqual(['标题', '正文'])
  expect(typed.title).toBe('甲') // nothing has happened yet
  expect((await bringIn(emptyDraft(), file({ urgency: '加急' }), find)).replaced).toEqual([])
})
test('an import that is taken back leaves what was typed elsewhere since', async () => {
  const typed = { ...emptyDraft(), title: '甲', recipients: ['east'] }
  const brought = await bringIn(typed, file({ recipients: ['南湖实验学校西校区'] }), find)
  const after = { ...taken(brought, { ...typed, contact: '写着的' }), important: true }

  expect([after.title, after.recipients, after.contact]).toEqual(['关于防汛的通知', ['west'], '写着的'])
  expect(takenBack(brought, after)).toEqual({ ...typed, contact: '写着的', important: true, names: expect.anything() as object })
})
